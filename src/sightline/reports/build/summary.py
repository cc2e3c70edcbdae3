"""Lines of indicators as tables of a report: a whole scorecard under its headings, or a few lines of a part's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.reports import ReportPart
from sightline.catalogue.scorecards import DEFAULT_COLUMNS, Scorecard, ScorecardColumn, ScorecardLine
from sightline.judgement.commentary import Comment
from sightline.judgement.tolerance import STATUS_WORDS
from sightline.reports.build.asked import Asked
from sightline.reports.build.columns import columns_of
from sightline.reports.build.lines import make_line, window_note
from sightline.reports.build.material import Material, Numbers
from sightline.reports.build.topic_charts import months_chart
from sightline.reports.build.written import remarks_on, said_of
from sightline.reports.document import Block, Cell, Column, Prose, Row, Section, Table
from sightline.reports.scorecard import Line
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Window


@dataclass(frozen=True)
class Numbered:
    """A line with the heading it stands under, its number, and a few words beside its name."""

    line: Line
    heading: str = ""
    number: str = ""
    mark: str = ""

    @property
    def row_header(self) -> str:
        return f"{self.number} {self.line.name}".strip()

    @property
    def called(self) -> str:
        """What other lines call it: its number, or its name where it has none."""
        return self.number or f"“{self.line.name}”"

    @property
    def note(self) -> str:
        """What stands beneath its name: what is longer goes below the table."""
        return " ".join(part for part in (self.mark and f"{self.mark}.", window_note(Window(self.line.window))) if part)


def numbers_of(scorecard: Scorecard, catalogue: Catalogue, asked: Asked) -> Numbers:
    """The number of every line: its section's, then its own place. One number never stands for two lines."""
    found: dict[tuple[str, Window], str] = {}
    for _, number, line in _numbered(scorecard):
        window = line.window or asked.window_with_figures(catalogue.get(line.indicator))
        found.setdefault((line.indicator, window), number)
    return found


def build_summary(part: ReportPart, material: Material) -> Section | None:
    """The tables of a scorecard; None where no line has a figure."""
    scorecard = material.catalogue.scorecard(part.scorecard or "")
    lines = [
        Numbered(_line(wanted, material), heading, number, wanted.mark or "") for heading, number, wanted in _numbered(scorecard)
    ]
    lines = _ready(lines, material)
    if not lines:
        return None
    usual = (ScorecardColumn.GOOD_IS, *scorecard.columns)
    panels = [(panel.title, panel.columns) for panel in part.panels] or [("", part.columns or usual)]
    blocks: list[Block] = [Prose(part.text)] if part.text else []
    for place, (title, columns) in enumerate(panels, start=1):
        key = f"{part.key}-{place}" if part.panels else part.key
        blocks += _tables(key, title or part.title, columns, lines, material)
    blocks += _statuses(part.key, lines)
    return Section(part.key, part.title, tuple(blocks), starts_page=True)


def build_figures(part: ReportPart, material: Material) -> Section | None:
    """One table of a part's own indicators, and the charts that it asks for; None where none has a figure."""
    lines = [Numbered(_line(wanted, material), mark=wanted.mark or "") for wanted in part.indicators]
    lines = _ready(lines, material)
    tables = list(_tables(part.key, part.title, part.columns or DEFAULT_COLUMNS, lines, material))
    if not tables:
        return None
    blocks: list[Block] = [Prose(part.text)] if part.text else []
    blocks += tables
    for wanted in part.indicators:
        chart = months_chart(material.named(wanted), material) if wanted.indicator in part.charts else None
        blocks += [chart] if chart is not None else []
    return Section(part.key, part.title, tuple(blocks))


def _numbered(scorecard: Scorecard) -> Iterator[tuple[str, str, ScorecardLine]]:
    """Each line of a scorecard with its numbered heading and its own number."""
    rank = 0
    for at, section in enumerate(scorecard.sections, start=1):
        for place, line in enumerate(section.indicators, start=1):
            rank += 1
            if scorecard.ranked:
                yield section.title, str(rank), line
            else:
                yield f"{at} {section.title}", f"{at}.{place}", line


def _line(wanted: ScorecardLine, material: Material) -> Line:
    return make_line(material.catalogue.get(wanted.indicator), wanted.window, wanted.label, material.asked)


def _ready(lines: list[Numbered], material: Material) -> list[Numbered]:
    """The lines that have a figure; what people wrote of several of them is said at the first, which the others name."""
    held = [each for each in lines if any(cell.value is not None for cell in each.line.cells.values())]
    first: dict[Comment, str] = {}
    ready = []
    for each in held:
        said = []
        for comment in remarks_on(each.line.indicator, material.asked):
            beside = [other for other in held if other.line.indicator in comment.indicators and other is not each]
            if comment in first:
                said.append(f"See {first[comment]}.")
                continue
            first[comment] = each.called
            also = wording.listed(list(dict.fromkeys(other.called for other in beside)))
            said.append(f"{said_of(comment)} (Also of {also}.)" if also else said_of(comment))
        cells = {**each.line.cells, ScorecardColumn.COMMENT: Cell(" ".join(said))} if said else each.line.cells
        ready.append(replace(each, line=replace(each.line, cells=cells)))
    return ready


def _tables(
    key: str, title: str, wanted: Sequence[ScorecardColumn], lines: Sequence[Numbered], material: Material
) -> Iterator[Table]:
    """A table of those columns in which any line says something; none where there are no lines or no such columns."""
    columns = tuple(
        column for column in columns_of(wanted, material.asked) if any(each.line.cell(column).says_something for each in lines)
    )
    if not columns:
        return
    rows = tuple(
        Row(each.row_header, tuple(each.line.cell(column) for column in columns), each.note, each.heading) for each in lines
    )
    yield Table(key, title, "Indicator", columns, rows, tuple(_notes(lines, material)))


def _notes(lines: Sequence[Numbered], material: Material) -> Iterator[str]:
    """What is to be known of single lines, by their numbers: approximations, known faults, series that were supplied."""
    asked = material.asked
    for each in lines:
        proxy = material.catalogue.get(each.line.indicator).proxy
        if proxy:
            yield f"{each.row_header} is an approximation. {proxy}"
        for incident in asked.incidents_of(each.line.indicator):
            yield f"{each.row_header}. {incident.sentence}"
    supplied = [each.called for each in lines if each.line.indicator in asked.known.supplied]
    if supplied:
        which = "all figures" if len(supplied) == len(lines) else wording.listed(supplied)
        yield f"Supplied series, not calculated here: {which}."


def _statuses(key: str, lines: Sequence[Numbered]) -> Iterator[Table]:
    """How many indicators people gave each status, where anybody gave one."""
    given = [each.line.cells[ScorecardColumn.STATUS] for each in lines if ScorecardColumn.STATUS in each.line.cells]
    counted = Counter(cell.shown for cell in given)
    if counted:
        rows = tuple(
            Row(f"{status} {words}", (Cell(str(counted[f"{status} {words}"]), value=float(counted[f"{status} {words}"])),))
            for status, words in STATUS_WORDS.items()
        )
        columns = (Column("indicators", "Indicators", holds_figures=True),)
        yield Table(f"{key}-statuses", "How many indicators have each status", "Status", columns, rows)
