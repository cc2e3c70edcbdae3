"""Pages that belong to no part of the work: health, accessibility, the activity log, and what is said when a page fails."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.web.accounts.policies import check_activity
from sightline.web.core.access import anyone, open_to
from sightline.web.core.forms import ActivityFilter
from sightline.web.core.presenters import activity_rows
from sightline.web.core.queries import find_activity

ENTRIES_A_PAGE = 50


@open_to(anyone)
def health(request: HttpRequest) -> HttpResponse:
    """For whatever watches the server: whether the database answers. Says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("well\n", content_type="text/plain; charset=utf-8")


@open_to(anyone)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "core/accessibility.html")


@open_to(check_activity)
def activity(request: HttpRequest) -> HttpResponse:
    """Who saw or took away what, the latest first."""
    form = ActivityFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    person = chosen.get("by")
    entries = find_activity(
        by=person.pk if person else None,
        action=chosen.get("action", ""),
        since=chosen.get("since"),
        until=chosen.get("until"),
    )
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(
        request,
        "core/activity.html",
        {"form": form, "page": page, "rows": activity_rows(page.object_list), "asked": asked.urlencode()},
    )


def _said(request: HttpRequest, title: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "core/problem.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no form of ours sends."""
    return _said(request, "That could not be read", "Go back and try again.", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may not do this; the sentence is the policy's own."""
    sentence = str(exception) or "Your role does not open this page."
    return _said(request, "You may not open this page", sentence, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent from elsewhere, or lay open for too long."""
    return _said(request, "This form is too old", "Go back, load the page again, and send the form once more.", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page."""
    return _said(request, "There is no such page", "Check the address, or start from the home page.", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. It is in the log, without what the page was about."""
    # Nothing is looked up here: whatever failed may fail again.
    return HttpResponse(SERVER_ERROR, status=500)


SERVER_ERROR = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Something went wrong – Sightline</title>
</head><body><main><h1>Something went wrong</h1><p>It is our fault, and it has been written down. Nothing was changed.
Try again in a minute.</p><p><a href="/">Home</a></p></main></body></html>
"""
