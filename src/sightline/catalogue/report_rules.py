"""What the file of a report may not ask for: indicators, windows, breakdowns and scorecards that there are not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sightline.catalogue.documents import Document
from sightline.catalogue.issues import DefinitionIssue, did_you_mean
from sightline.catalogue.models import Indicator
from sightline.catalogue.reports import ReportDefinition
from sightline.catalogue.scorecards import ScorecardLine


def no_indicator(name: str, known: Collection[str]) -> str:
    """The sentence for an indicator that nobody has defined."""
    return f"There is no indicator '{name}'. {did_you_mean(name, known)}".strip()


def parts_that_cannot_be_made(
    reports: Iterable[tuple[ReportDefinition, Document]],
    known: Collection[str],
    typed: Mapping[str, Indicator],
    scorecards: Collection[str],
) -> Iterator[DefinitionIssue]:
    """An issue for every indicator, window, breakdown, chart and scorecard that a report names and that there is not.

    `known` are all indicators, `typed` those that could be read.
    """
    for report, document in reports:
        for path, line, split in report.lines:
            message = _wrong_line(line, split, known, typed)
            if message:
                yield _issue(report, document, path, "report-lines-exist", message)
        for index, part in enumerate(report.parts):
            if part.scorecard is not None and part.scorecard not in scorecards:
                message = f"There is no scorecard '{part.scorecard}'. {did_you_mean(part.scorecard, scorecards)}".strip()
                yield _issue(report, document, ("parts", index, "scorecard"), "report-scorecards-exist", message)
            charted: list[tuple[tuple[str | int, ...], Sequence[ScorecardLine], Sequence[str]]]
            charted = [(("parts", index), part.indicators, part.charts)]
            charted += [
                (("parts", index, "topics", at), topic.indicators, topic.charts or ()) for at, topic in enumerate(part.topics)
            ]
            for path, lines, charts in charted:
                shown = {line.indicator for line in lines}
                for place, name in enumerate(charts):
                    if name not in shown:
                        message = f"'{name}' is not among the indicators beside it: {', '.join(sorted(shown))}."
                        yield _issue(report, document, (*path, "charts", place), "report-charts-exist", message)


def _wrong_line(line: ScorecardLine, split: str | None, known: Collection[str], typed: Mapping[str, Indicator]) -> str:
    if line.indicator not in known:
        return no_indicator(line.indicator, known)
    indicator = typed.get(line.indicator)
    if indicator is None:
        return ""
    if line.window and line.window not in indicator.windows:
        return f"'{line.indicator}' has no window '{line.window}'. It has: {', '.join(indicator.windows)}."
    if split and split not in indicator.breakdowns:
        return f"'{line.indicator}' is not split by '{split}'. It has: {', '.join(indicator.breakdowns) or 'none'}."
    return ""


def _issue(report: ReportDefinition, document: Document, path: tuple[str | int, ...], rule: str, message: str) -> DefinitionIssue:
    place = document.place(*path)
    return DefinitionIssue(place.file, place.line, report.name, rule, message)
