"""Who may open a page. Every view names its policy; one that names none is closed to everybody (`middleware.DenyByDefault`).

A policy is a function of the reader that returns nothing, or raises `Forbidden` with a sentence for the page that says no.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

Policy = Callable[[Any], None]
View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


class Forbidden(PermissionDenied):
    """The reader may not do this. The message is a sentence that says why, and whom to ask."""


class GuardedView(Protocol):
    """A view that says who may open it."""

    policy: Policy

    def __call__(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase: ...


def anyone(reader: Any) -> None:
    """Open without signing in: the way in itself, and what says nothing about anybody."""


def open_to(policy: Policy) -> Callable[[View], GuardedView]:
    """Guard a view with a policy. Whoever is not signed in is asked to sign in first."""

    def guard(view: View) -> GuardedView:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if policy is not anyone:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                policy(request.user)
            return view(request, *arguments, **named)

        found = cast(GuardedView, guarded)
        found.policy = policy
        return found

    return guard
