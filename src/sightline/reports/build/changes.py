"""What has changed since a board last met: signals, ratings, statuses, published figures, and figures that were restated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.catalogue.reports import ReportPart
from sightline.errors import UsageError
from sightline.judgement.judgements import RATING_WORDS, Judgement
from sightline.judgement.tolerance import STATUS_WORDS, Rating
from sightline.reports.build.cells import SIGNAL_WORDS, said
from sightline.reports.build.earlier import Earlier, Verdict, verdict_on
from sightline.reports.build.material import Material
from sightline.reports.build.named import NamedLine
from sightline.reports.build.restated import restated_table
from sightline.reports.document import Block, Points, Prose, Section

# One side holds no more; the papers themselves hold the rest.
LISTED_AT_MOST = 8


@dataclass(frozen=True)
class Change:
    """An indicator with what was said of it then and is said of it now."""

    line: NamedLine
    then: Verdict
    now: Verdict
    judgement: Judgement

    @property
    def figure(self) -> str:
        indicator = self.line.indicator
        return f"{self.line.name}, {said(self.judgement.value, indicator.unit, indicator.decimals)}"


def build_changes(part: ReportPart, material: Material) -> Section | None:
    """One side of what is new. Raises UsageError where there is no scorecard, or nothing to compare with."""
    if part.scorecard is None or material.earlier is None:
        raise UsageError("There is nothing to compare with: no earlier papers, and no earlier month.")
    scorecard = material.catalogue.scorecard(part.scorecard)
    changes = list(_changes([material.named(line) for line in scorecard.lines], material.earlier, material))
    blocks: list[Block] = [Prose((f"Compared with {material.earlier.name}.", *part.text))]
    blocks += [
        block
        for heading, sentences in (
            ("New signals", list(_new_signals(changes))),
            ("Signals that have gone", list(_gone_signals(changes))),
            ("Ratings that have changed", list(_ratings(changes))),
            ("Statuses that have changed", list(_statuses(changes))),
            ("Newly published figures", list(_published(changes))),
        )
        for block in _listed(heading, sentences)
    ]
    table = restated_table(part.key, "Figures that have changed", material)
    blocks += [table] if table is not None else []
    if len(blocks) == 1:
        blocks.append(Prose(("No signal, rating, status or published figure has changed, and no figure was restated.",)))
    return Section(part.key, part.title, tuple(blocks))


def _changes(lines: Sequence[NamedLine], earlier: Earlier, material: Material) -> Iterator[Change]:
    for line in lines:
        judgement = material.asked.find(line.indicator.id, line.window, material.asked.month)
        if judgement is not None:
            then = earlier.verdicts.get((line.indicator.id, line.window), Verdict())
            yield Change(line, then, verdict_on(judgement), judgement)


def _listed(heading: str, sentences: list[str]) -> Iterator[Points]:
    if not sentences:
        return
    more = len(sentences) - LISTED_AT_MOST
    shown = [*sentences[:LISTED_AT_MOST], f"And {more} more."] if more > 0 else sentences
    yield Points(tuple(shown), heading)


def _new_signals(changes: Sequence[Change]) -> Iterator[str]:
    for each in changes:
        if each.now.variation.is_special and each.now.variation is not each.then.variation:
            yield f"{each.figure}. {each.judgement.signal_reason}"


def _gone_signals(changes: Sequence[Change]) -> Iterator[str]:
    for each in changes:
        if each.then.variation.is_special and not each.now.variation.is_special:
            yield f"{each.figure}: “{SIGNAL_WORDS[each.then.variation]}” has gone."


def _ratings(changes: Sequence[Change]) -> Iterator[str]:
    for each in changes:
        if each.then.rating is not each.now.rating and Rating.NOT_JUDGED not in (each.then.rating, each.now.rating):
            yield f"{each.figure}: {RATING_WORDS[each.then.rating].lower()} then, {RATING_WORDS[each.now.rating].lower()} now."


def _statuses(changes: Sequence[Change]) -> Iterator[str]:
    for each in changes:
        then, now = each.then.status, each.now.status
        if now is not None and then != now:
            before = f"{then} ({STATUS_WORDS[then].lower()}) then" if then is not None else "none then"
            yield f"{each.figure}: {before}, {now} ({STATUS_WORDS[now].lower()}) now."


def _published(changes: Sequence[Change]) -> Iterator[str]:
    for each in changes:
        then, now = each.then, each.now
        if now.published_for and now.published_for != then.published_for:
            turned = f" Where it was {then.position}, it is {now.position}." if then.position not in ("", now.position) else ""
            yield f"{each.line.name}: published figures are now of {now.published_for}.{turned}"
