"""The children behind a figure, on a page and to take away. Both are written into the activity log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sightline.errors import UsageError
from sightline.pipeline.behind import Asking, Behind
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Window
from sightline.web.accounts.queries import current_organisation
from sightline.web.core.access import open_to
from sightline.web.core.commands import record_activity
from sightline.web.core.models import Action
from sightline.web.core.reading import reader
from sightline.web.performance import presenters, queries
from sightline.web.performance.exporting import csv_response
from sightline.web.performance.forms import ChildrenChoices
from sightline.web.performance.policies import check_children, check_part

EXPORT_COLUMNS = ("Place", "Person", "Record", "Date", "Team", "Worker", "Why")


@dataclass(frozen=True)
class Part:
    """One of the three lists, with its rows."""

    key: str
    title: str
    rows: list[presenters.ListedShown]


@open_to(check_children)
def children(request: HttpRequest, indicator: str) -> HttpResponse:
    """Everybody a figure is about: counted, not counted, left out and why."""
    asking = _asking(request, indicator)
    found = queries.behind(asking, reader(request))
    parts = _parts(found)
    _record(request, asking, parts, Action.SAW_CHILDREN)
    shown = {
        "indicator": found.indicator,
        "span": wording.span(found.period),
        "group": _group_name(asking),
        "said": presenters.said_of_list(found),
        "parts": parts,
        "back": presenters.indicator_address(indicator, month=asking.month, window=asking.window.value),
        "asked": request.GET.urlencode(),
    }
    return render(request, "performance/children.html", shown)


@open_to(check_children)
def children_csv(request: HttpRequest, indicator: str) -> HttpResponse:
    """The same lists as one file."""
    asking = _asking(request, indicator)
    parts = _parts(queries.behind(asking, reader(request)))
    _record(request, asking, parts, Action.EXPORTED_CHILDREN)
    rows = [
        (part.title, row.person, row.record, row.day, row.team, row.worker, row.reason) for part in parts for row in part.rows
    ]
    return csv_response(f"{indicator}-{asking.month}-{asking.window.value}-children", EXPORT_COLUMNS, rows)


def _asking(request: HttpRequest, indicator: str) -> Asking:
    """Which figure the address asks for. Raises UsageError where it cannot be read, Forbidden for a closed breakdown."""
    form = ChildrenChoices(request.GET)
    if not form.is_valid():
        raise UsageError("This address is not complete. Open the list from its figure.")
    given = form.cleaned_data
    breakdown = given["by"] or None
    check_part(reader(request), breakdown=breakdown)
    return Asking(indicator, given["period"], Window(given["window"]), breakdown, given["group"] or None)


def _parts(found: Behind) -> list[Part]:
    organisation = current_organisation()
    teams = dict(organisation.team_names)
    workers = {worker.professional_id: worker.name for worker in organisation.workers}
    held = [("counted", "Counted", found.counted)]
    if found.has_two_parts:
        held.append(("not-counted", "Not counted", found.not_counted))
    held.append(("left-out", "Left out", found.left_out))
    return [Part(key, title, presenters.listed_shown(units, teams, workers)) for key, title, units in held]


def _record(request: HttpRequest, asking: Asking, parts: list[Part], action: Action) -> None:
    with transaction.atomic():
        record_activity(
            by=reader(request),
            at=timezone.now(),
            action=action,
            about=presenters.said_figure(
                asking.window, asking.month, asking.indicator, asking.breakdown or "", asking.group or ""
            ),
            rows=sum(len(part.rows) for part in parts),
            page=request.path,
        )


def _group_name(asking: Asking) -> str:
    if asking.group is None:
        return ""
    organisation = current_organisation()
    worker = organisation.worker(asking.group) if asking.breakdown == "worker" else None
    return worker.name if worker is not None else organisation.team_names.get(asking.group, asking.group)
