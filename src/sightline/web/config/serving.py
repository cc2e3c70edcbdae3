"""Gunicorn, started from Python: one master, a few workers with a few threads each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

WORKERS, THREADS = 2, 4
# A page that has not come after this many seconds never will; the worker is replaced.
TIMEOUT_SECONDS = 120


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with its settings given here, and no file or command line of its own read."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        # Not before: what the application finds of its style sheets when it is made is all that it serves.
        found: WSGIHandler = import_app("sightline.web.config.wsgi:application")
        return found


def serve(environment: Mapping[str, str]) -> None:
    """Serve until told to stop. SIGHTLINE_BIND is the address, SIGHTLINE_WORKERS how many processes answer."""
    Server(
        {
            "bind": environment.get("SIGHTLINE_BIND", "127.0.0.1:8000"),
            "workers": int(environment.get("SIGHTLINE_WORKERS", WORKERS)),
            "threads": int(environment.get("SIGHTLINE_THREADS", THREADS)),
            "worker_class": "gthread",
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": 20,
            "loglevel": "warning",
            # The path of a request is not logged: an address may say what somebody looked at.
            "accesslog": None,
        }
    ).run()
