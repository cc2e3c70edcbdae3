"""Pages of figures: home, scorecards, indicators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from sightline.catalogue.models import GROUPS
from sightline.errors import UsageError
from sightline.pipeline.indicator import IndicatorQuestion
from sightline.reports.charts import draw, named
from sightline.reports.document import Chart
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window
from sightline.web.accounts.queries import current_organisation
from sightline.web.core.access import open_to
from sightline.web.core.reading import reader
from sightline.web.performance import presenters, queries
from sightline.web.performance.choosing import own_unit, units_open_to
from sightline.web.performance.exporting import csv_response
from sightline.web.performance.forms import IndicatorChoices, ScorecardChoices, SearchForm
from sightline.web.performance.policies import breakdowns_open_to, can, check_children, check_figures, check_part

KEY = "key"


@open_to(check_figures)
def home(request: HttpRequest) -> HttpResponse:
    """What needs attention: the key indicators of the reader's team, or of the whole authority."""
    user, organisation = reader(request), current_organisation()
    unit = own_unit(user, organisation)
    try:
        found = queries.attention(KEY, unit)
    except UsageError:
        # A team without a single figure is no reason to show nothing.
        unit, found = None, queries.attention(KEY, None)
    shown = {
        "is_home": True,
        "month": wording.month(found.month),
        "of": organisation.team_names.get(unit, unit) if unit else "the whole authority",
        "rows": presenters.matrix_rows(found, unit=unit, leads_to_children=can(check_children, user)),
        "headings": presenters.matrix_headings(found),
        "in_need": presenters.in_need(found.rows),
    }
    return render(request, "performance/home.html", shown)


@open_to(check_figures)
def scorecards(request: HttpRequest) -> HttpResponse:
    """Every scorecard there is."""
    held = [(each.name, each.title, len(each.lines)) for each in queries.catalogue().scorecards]
    return render(request, "performance/scorecards.html", {"scorecards": held, "everything": queries.EVERYTHING})


@open_to(check_figures)
def scorecard(request: HttpRequest, name: str) -> HttpResponse:
    """One scorecard, of a month and unit, with the lines that were chosen."""
    user = reader(request)
    form, given, unit = _scorecard_choices(request)
    card = queries.scorecard(name, given.get("period"), unit)
    lines = presenters.chosen_lines(card, given.get("words", ""), given.get("only", ""))
    shown = {
        "name": name,
        "card": card,
        "form": form,
        "unit": current_organisation().team_names.get(unit, unit) if unit else "",
        "tables": presenters.scorecard_tables(
            card, lines, month=given.get("period"), unit=unit, leads_to_children=can(check_children, user)
        ),
        "asked": request.GET.urlencode(),
    }
    return render(request, "performance/scorecard.html", shown)


@open_to(check_figures)
def scorecard_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The same scorecard to keep, with every column that is known."""
    _, given, unit = _scorecard_choices(request)
    card = queries.scorecard(name, given.get("period"), unit)
    columns = ["Section", "Indicator", *(column.heading for column in card.every_column)]
    rows = [[title, line.name, *(line.cell(column).shown for column in card.every_column)] for title, line in card.lines()]
    return csv_response(f"scorecard-{name}-{given.get('period') or 'latest'}", columns, rows)


def _scorecard_choices(request: HttpRequest) -> tuple[ScorecardChoices, dict[str, Any], str | None]:
    """The form, what was chosen in it as far as it can be read, and the unit, which the reader may see."""
    user = reader(request)
    units = units_open_to(user, current_organisation())
    form = ScorecardChoices(request.GET, months=queries.months(), units=units)
    form.is_valid()
    unit = request.GET.get("unit") or None
    check_part(user, unit=unit)
    return form, form.cleaned_data, form.cleaned_data.get("unit") or None


@open_to(check_figures)
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator by stage, or those that hold some words."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found, catalogue = queries.search(words), queries.catalogue()
    if words:
        groups = [("Found", [catalogue.get(each) for each in found])] if found else []
    else:
        groups = [(GROUPS[group], list(held)) for group, held in catalogue.by_group.items()]
    return render(request, "performance/indicators.html", {"form": form, "groups": groups, "words": words})


@open_to(check_figures)
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator: its figure, judged, its charts, its groups, and what it means."""
    user = reader(request)
    definition = queries.catalogue().get(indicator)
    splits = breakdowns_open_to(user, definition.breakdowns)
    form = IndicatorChoices(
        request.GET,
        months=queries.months(),
        windows=definition.windows,
        units=units_open_to(user, current_organisation()),
        splits=splits,
    )
    form.is_valid()
    check_part(user, unit=request.GET.get("unit") or None, breakdown=request.GET.get("by") or None)
    question = _question(indicator, form)
    found = queries.reading(question, at=timezone.now())
    leads = can(check_children, user)
    shown = {
        "found": found,
        "definition": definition,
        "form": form,
        "unit": current_organisation().team_names.get(question.unit, question.unit) if question.unit else "",
        "span": wording.window(found.window, found.month),
        "headline": presenters.headline(found, leads_to_children=leads),
        "charts": [(chart, _svg(chart)) for chart in found.charts],
        "table": presenters.shown_table(found.table, leads_to_children=leads) if found.table else None,
        "split": presenters.shown_table(found.split, leads_to_children=leads) if found.split else None,
        "meaning": presenters.meaning(found),
    }
    return render(request, "performance/indicator.html", shown)


def _question(indicator: str, form: IndicatorChoices) -> IndicatorQuestion:
    given = form.cleaned_data
    month: Month | None = given.get("period")
    window = given.get("window")
    return IndicatorQuestion(
        indicator=indicator,
        month=month,
        window=Window(window) if window else None,
        unit=given.get("unit") or None,
        split=given.get("by") or None,
    )


def _svg(chart: Chart) -> str:
    """The picture, with its name and description in it. It is drawn by us out of our own figures, every text escaped."""
    picture = draw(chart)
    return "" if picture is None else mark_safe(named(picture, chart))
