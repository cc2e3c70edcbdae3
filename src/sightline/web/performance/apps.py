"""Figures and the children behind them, under their own label."""

from __future__ import annotations

from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    """Scorecards, indicators, children."""

    name = "sightline.web.performance"
    label = "performance"
