"""Every address. What is not here cannot be opened, and what is here says who may open it (`core.access`)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("sightline.web.core.urls")),
    path("", include("sightline.web.performance.urls")),
    path("account/", include("sightline.web.accounts.urls")),
]

handler400 = "sightline.web.core.views.bad_request"
handler403 = "sightline.web.core.views.forbidden"
handler404 = "sightline.web.core.views.not_found"
handler500 = "sightline.web.core.views.server_error"
