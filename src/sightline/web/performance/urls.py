"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from sightline.web.performance import children_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("scorecards/", views.scorecards, name="scorecards"),
    path("scorecards/<slug:name>/", views.scorecard, name="scorecard"),
    path("scorecards/<slug:name>/figures.csv", views.scorecard_csv, name="scorecard_csv"),
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/<slug:indicator>/", views.indicator, name="indicator"),
    path("indicators/<slug:indicator>/children/", children_views.children, name="children"),
    path("indicators/<slug:indicator>/children.csv", children_views.children_csv, name="children_csv"),
]
