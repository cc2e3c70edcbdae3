"""The person who asks, typed: behind a policy nobody is anonymous."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from sightline.web.accounts.models import User


def reader(request: HttpRequest) -> User:
    """Who is signed in. Only for views behind a policy that asks for it."""
    return cast("User", request.user)
