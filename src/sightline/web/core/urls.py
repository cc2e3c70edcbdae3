"""Addresses of the pages that every application shares."""

from __future__ import annotations

from django.urls import path

from sightline.web.core import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("activity/", views.activity, name="activity"),
]
