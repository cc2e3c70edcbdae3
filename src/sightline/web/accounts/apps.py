"""The application of accounts, under its own label."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in."""

    name = "sightline.web.accounts"
    label = "accounts"
