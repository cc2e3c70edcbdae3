"""Shaping for the layout: what stands above every page, and the rows of the activity log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from sightline.vocabulary import wording
from sightline.web.accounts.policies import can, check_activity, check_people
from sightline.web.accounts.queries import current_organisation
from sightline.web.core.models import ActivityEntry

if TYPE_CHECKING:
    from sightline.web.core.access import Policy


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    text: str
    address: str
    is_here: bool


# Where each entry leads, and the policy that shows it.
NAVIGATION: tuple[tuple[str, str, Policy | None], ...] = (
    ("Home", "home", None),
    ("Scorecards", "scorecards", None),
    ("Indicators", "indicators", None),
    ("Activity", "activity", check_activity),
    ("People", "people", check_people),
)


def layout(request: HttpRequest) -> dict[str, Any]:
    """What the base template needs on every page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": (), "as_at": "", "is_demonstration": False}
    as_at = current_organisation().as_at
    return {
        "navigation": tuple(
            Link(text, reverse(name), _is_here(request, name))
            for text, name, policy in NAVIGATION
            if policy is None or can(policy, user)
        ),
        "as_at": wording.day(as_at) if as_at is not None else "",
        "is_demonstration": user.is_demonstration,
    }


def _is_here(request: HttpRequest, name: str) -> bool:
    address = reverse(name)
    return request.path == address if address == "/" else request.path.startswith(address)


@dataclass(frozen=True)
class ActivityRow:
    """One line of the activity log, as it is read."""

    when: str
    who: str
    what: str
    about: str
    rows: str
    page: str


def activity_rows(entries: Iterable[ActivityEntry]) -> list[ActivityRow]:
    """Entries in words, times as the clock on the wall shows them."""
    return [
        ActivityRow(
            when=said_time(entry),
            who=f"{entry.by.name} ({entry.by.email})",
            what=entry.get_action_display(),
            about=entry.about,
            rows="" if entry.rows is None else wording.number(entry.rows),
            page=entry.page,
        )
        for entry in entries
    ]


def said_time(entry: ActivityEntry) -> str:
    """`21 November 2026, 14:05`."""
    at = timezone.localtime(entry.at)
    return f"{wording.day(at.date())}, {at:%H:%M}"
