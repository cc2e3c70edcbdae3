"""What every page stands on, under its own label."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Access, activity, layout."""

    name = "sightline.web.core"
    label = "core"
