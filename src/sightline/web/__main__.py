"""`python -m sightline.web`: serves the application; with a word after it, one of its commands (`add_user`, `migrate` …)."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command, execute_from_command_line

from sightline.web.config.serving import serve


def main(arguments: list[str]) -> None:
    """Serve, or run a command. The database is brought up to date before either."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.web.config.settings")
    if arguments:
        execute_from_command_line(["sightline.web", *arguments])
        return
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    serve(os.environ)


if __name__ == "__main__":
    main(sys.argv[1:])
