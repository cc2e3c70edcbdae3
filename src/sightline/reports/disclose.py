"""Disclosure control on a document: small numbers hidden for its audience, and a log of what was hidden and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.catalogue.catalogue import Catalogue
from sightline.judgement.relations import Relations
from sightline.observations.disclosure import Why, protect
from sightline.observations.disclosure_policy import DisclosurePolicy
from sightline.reports.disclosing.counts import Count, cells_of, counts_of, published
from sightline.reports.disclosing.hiding import Hider
from sightline.reports.document import FigureKey, Report


@dataclass(frozen=True)
class Seen:
    """What readers of earlier editions know: counts that were shown, and counts that were hidden, with their true values.

    A count whose figure was restated since is another count: what was said of the old one tells nothing of it.
    """

    shown: Mapping[Count, float] = field(default_factory=dict)
    hidden: Mapping[Count, float] = field(default_factory=dict)


@dataclass(frozen=True)
class DisclosureLog:
    """What was hidden and why, the sentences taken out, the passages to read, and what could not be protected.

    `unprotected` are small counts that readers can narrow with what earlier editions showed them; empty where all is well.
    """

    hidden: tuple[tuple[FigureKey, Why], ...] = ()
    removed: tuple[str, ...] = ()
    to_read: tuple[str, ...] = ()
    unprotected: tuple[FigureKey, ...] = ()


@dataclass(frozen=True)
class Disclosed:
    """A document as its audience may see it, with the log; `seen` is what its readers will know of its counts."""

    report: Report
    log: DisclosureLog
    seen: Seen


def disclose(
    report: Report, policy: DisclosurePolicy, catalogue: Catalogue, relations: Relations, before: Seen | None = None
) -> Disclosed:
    """Hide what the audience of a report is not shown. `before` is what earlier editions told the same readers or others."""
    own = policy.of(report.audience)
    true = {count: value for cell in cells_of(report) if cell.figure for count, value in _counts(cell, catalogue).items()}
    if own.band is None:
        hider = Hider((), own, catalogue, policy.mark)
        return Disclosed(hider.report(report) if own.rounds else report, DisclosureLog(), Seen(true, {}))
    shown_before, hidden_before = _still_true(before or Seen(), true)
    known = {count: value for count, value in (shown_before | hidden_before).items() if count not in true}
    system = published(report, catalogue, relations, known)
    # What was shown before is shown still, whatever this document does.
    system = type(system)(system.counts, system.shown | frozenset(shown_before), system.sums, system.apart)
    found = protect(system, own.band, hidden_before=set(hidden_before), shown_before=set(shown_before))
    figures = _figures(found.hidden)
    hider = Hider(frozenset(figures), own, catalogue, policy.mark)
    seen_report = hider.report(report)
    hidden = {count for count in system.counts if isinstance(count, Count) and count.figure in figures}
    log = DisclosureLog(
        tuple(sorted(figures.items(), key=lambda each: _order(each[0]))),
        tuple(dict.fromkeys(hider.removed)),
        tuple(dict.fromkeys(hider.to_read)),
        tuple(sorted({count.figure for count in found.unprotected if isinstance(count, Count)}, key=_order)),
    )
    seen = Seen(
        {count: value for count, value in true.items() if count not in hidden},
        {count: value for count, value in true.items() if count in hidden},
    )
    return Disclosed(seen_report, log, seen)


def _counts(cell: object, catalogue: Catalogue) -> dict[Count, float]:
    return counts_of(cell, catalogue.get(cell.figure.indicator))  # type: ignore[arg-type,attr-defined]


def _still_true(before: Seen, true: Mapping[Count, float]) -> tuple[dict[Count, float], dict[Count, float]]:
    """Of what was said before, that which the figures still say."""

    def held(said: Mapping[Count, float]) -> dict[Count, float]:
        return {count: value for count, value in said.items() if count not in true or abs(true[count] - value) < 1e-9}

    return held(before.shown), held(before.hidden)


def _figures(why: Mapping[object, Why]) -> dict[FigureKey, Why]:
    """The figures that hold a hidden count; a small one is named as such even where another of its counts protects."""
    order = list(Why)
    found: dict[FigureKey, Why] = {}
    for count, reason in why.items():
        if isinstance(count, Count):
            held = found.get(count.figure, reason)
            found[count.figure] = min(held, reason, key=order.index)
    return found


def _order(key: FigureKey) -> tuple[str, ...]:
    return (key.indicator, key.breakdown, key.group, key.window.value, str(key.period), key.authority)
