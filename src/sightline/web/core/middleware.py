"""What holds for every request: closed unless a policy opens it, never kept by a browser, and said plainly when it fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from sightline.errors import SightlineError, StoreError, UsageError
from sightline.web.core.access import Forbidden

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("sightline.web")

# What is said above the sentence of one of our own errors, and its answer's number.
NOT_FOUND, NOT_NOW, WRONG = ("Not found", 404), ("Not available now", 503), ("Something is wrong with the data", 500)


class DenyByDefault:
    """A view that has not said who may open it stays shut. Static files do not come this way."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuse before the view is asked."""
        if not hasattr(view, "policy"):
            raise Forbidden("This page does not say who may open it, so nobody may.")
        return None


class PrivateResponses:
    """No page is kept by a browser or by anything on the way: the next person at the desk must not find it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


class SaidPlainly:
    """An error of the library's own is a sentence that says what to do; it becomes a page with that sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for one of our errors; None leaves any other to Django."""
        if not isinstance(error, SightlineError):
            return None
        title, status = NOT_FOUND if isinstance(error, UsageError) else NOT_NOW if isinstance(error, StoreError) else WRONG
        if status != NOT_FOUND[1]:
            log.error("%s: %s", type(error).__name__, error)
        return render(request, "core/problem.html", {"title": title, "sentence": str(error)}, status=status)
