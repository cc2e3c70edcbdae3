"""What we ask of django-allauth beyond its defaults: nobody makes an account without an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing up is closed: accounts are made by invitation (`commands.accept_invitation`)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
