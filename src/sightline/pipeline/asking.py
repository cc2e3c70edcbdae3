"""Asking: the figures that a document is about, out of a store, with all that they are judged against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.engine.plan import ALL
from sightline.errors import StoreError, UsageError
from sightline.judgement.judge import judge_all
from sightline.judgement.series import SeriesTable
from sightline.observations.known import KnownFigures, joined
from sightline.pipeline.benchmarks import stated_at
from sightline.pipeline.grounds import gather_grounds
from sightline.pipeline.history import units_of
from sightline.pipeline.known_figures import known_figures, terms_of
from sightline.reports.build.asked import Asked
from sightline.vocabulary.periods import Month

UNIT_BREAKDOWNS = ("team", "service")


@dataclass(frozen=True)
class Question:
    """Which figures: of some indicators (None: all), a month (None: the latest whole one), a team or service.

    `split` names, for each breakdown, the indicators whose groups are wanted beside the whole. `targets` is another file of
    targets than the store's. `authority` is one of several that a store holds, or an area that they make up (None: the
    widest).
    """

    indicators: Collection[str] | None = None
    month: Month | None = None
    unit: str | None = None
    targets: Path | None = None
    split: Mapping[str, Collection[str]] = field(default_factory=dict)
    authority: str | None = None


def ask(store: Path, catalogue: Catalogue, question: Question) -> Asked:
    """Every figure of a question, judged. Raises UsageError for a month or unit that there is not.

    StoreError where nothing is there; InputError for a file of targets or decisions that cannot be read.
    """
    units = units_of(catalogue)
    breakdown, group, known = _figures_of(store, question, units)
    month = question.month or _latest_month(known, store)
    for further, indicators in question.split.items():
        split = known_figures(store, breakdown=further, indicators=indicators, authority=question.authority, units=units)
        known = joined(known, split)
    terms = terms_of(catalogue)
    partial = known.spine.last if known.spine is not None and known.spine.is_partial(known.spine.last) else None
    table = SeriesTable.from_arrow(known.table, terms, partial)
    if table.column(month) is None:
        first, last = (str(table.months[0]), str(table.months[-1])) if table.months else ("none", "none")
        raise UsageError(f"There are no figures for {month}. They run from {first} to {last}.")
    gathered = gather_grounds(store, catalogue, known, month, terms, targets=question.targets)
    authorities = tuple(dict.fromkeys(key.authority for key in table.keys))
    judged = judge_all(table, gathered.grounds)
    return Asked(
        month,
        breakdown,
        group,
        known,
        judged,
        authorities,
        gathered.commentary,
        stated_at(store, catalogue, month),
        incidents=gathered.incidents,
        issues=gathered.issues,
    )


def _figures_of(store: Path, question: Question, units: Mapping[str, str]) -> tuple[str, str, KnownFigures]:
    """The figures of the authority, or of the first kind of unit that has the one asked for."""
    whose, indicators, unit = question.authority, question.indicators, question.unit
    if unit is None:
        return ALL, "", known_figures(store, indicators=indicators, authority=whose, units=units)
    for breakdown in UNIT_BREAKDOWNS:
        known = known_figures(store, breakdown=breakdown, groups=(unit,), indicators=indicators, authority=whose, units=units)
        if known.table.num_rows:
            return breakdown, unit, known
    raise UsageError(f"There is no team or service '{unit}' with a figure. `sightline observations --by team` lists them.")


def _latest_month(known: KnownFigures, store: Path) -> Month:
    if known.spine is not None:
        last = known.spine.last
        return last.shift(-1) if known.spine.is_partial(last) and last > known.spine.first else last
    periods = [period for period in known.table.column("period").to_pylist() if period]
    if not periods:
        raise StoreError(f"There are no figures in {store} yet. Run `sightline load FOLDER`, then `sightline calculate`.")
    return Month.parse(max(periods))
