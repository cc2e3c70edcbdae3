"""A report that holds everything a renderer can meet: each kind of block and chart, and words that break careless pages."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.judgement.tolerance import Rating
from sightline.reports.document import (
    Cell,
    Chart,
    ChartKind,
    Column,
    FigureKey,
    Pairs,
    Point,
    Points,
    Prose,
    ProseKind,
    ReferenceLine,
    Report,
    Row,
    Section,
    Series,
    Table,
)
from sightline.vocabulary import wording
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

SCRIPT = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://example.org","here")'
ACCENTS = "Siân Œuvre & Łódź “quoted” 'single' \\ #set $x$ *bold* _under_ `code` @ref [note]"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitaensmuetze" * 2
LONG_COMMENT = ("Two teams had no manager from June, and visits were written down late. " * 5)[:300]
OCTOBER = Month(2026, 10)
MONTHS = tuple(OCTOBER.shift(back) for back in range(-14, 1))
RATINGS = ((Rating.MET, "● Met"), (Rating.NEAR, "◐ Near"), (Rating.NOT_MET, "○ Not met"))


def figure(value: float, month: Month = OCTOBER, *, part: int = 41) -> Cell:
    """A percentage as it is shown, with what stood above and below the line."""
    key = FigureKey("assessments-45-days", month, Window.MONTH, authority="local")
    return Cell(f"{value:.1f}%", f"{part} of {part + 12}", value, numerator=part, denominator=part + 12, figure=key)


def months_table(key: str) -> Table:
    """Fifteen months of four rows, one of them hostile."""
    headers = ("Assessments in time", ACCENTS, SCRIPT, FORMULA)
    columns = tuple(Column(f"month_{at}", wording.short_month(month), holds_figures=True) for at, month in enumerate(MONTHS))
    rows = tuple(
        Row(header, tuple(figure(60.0 + place + 0.1 * at, month, part=30 + at) for at, month in enumerate(MONTHS)), note="Proxy")
        for place, header in enumerate(headers)
    )
    return Table(key, f"Fifteen months {SCRIPT}", "Measure", columns, rows, ("A note under the table.", FORMULA))


def table_of(key: str, series: Sequence[Series]) -> Table:
    """The table of what a chart draws: a label a row, a series a column."""
    labels = list(dict.fromkeys(point.label for each in series for point in each.points))
    held = [{point.label: point for point in each.points} for each in series]
    missing = Point("", None, wording.DASH)
    rows = tuple(
        Row(label, tuple(Cell(found.shown, value=found.value) for found in (points.get(label, missing) for points in held)))
        for label in labels
    )
    columns = tuple(Column(f"series_{at}", each.name, holds_figures=True) for at, each in enumerate(series))
    return Table(key, f"Figures of {key}", "Label", columns, rows)


def months_chart(key: str = "months", values: Sequence[float | None] | None = None, unit: str = "%") -> Chart:
    """A line with a gap, two runs of signals, neighbours, target, limits and a change of counting."""
    held = values or [72.4, 74.1, None, 80.2, 81.0, 79.5, 83.3, 84.0, 78.2, 71.9, 70.3, 88.8, 69.4, 77.7, 81.2]
    signals = {9: "Concern, low", 10: "Concern, low", 11: "Improvement, high"}
    own = tuple(
        Point(wording.short_month(month), value, wording.DASH if value is None else f"{value:.1f}%", signals.get(at, ""))
        for at, (month, value) in enumerate(zip(MONTHS, held, strict=False))
    )
    others = tuple(Point(point.label, 76.5, "76.5%") for point in own)
    series = (Series("This authority", own), Series("Neighbours", others))
    lines = (
        ReferenceLine("Target", 85.0, "85.0%", dashed=False),
        ReferenceLine("Upper limit", 94.2, "94.2%"),
        ReferenceLine("Lower limit", 61.7, "61.7%"),
    )
    breaks = ((own[4].label, "Counted by child"),) if len(own) > 5 else ()
    sentence = "It was below its mean for two months, then above the limit."
    return Chart(
        key,
        f"Assessments in time {SCRIPT}",
        sentence,
        ChartKind.MONTHS,
        series,
        table_of(f"{key}-t", series),
        unit,
        lines,
        breaks,
    )


def years_chart(key: str = "years") -> Chart:
    """Own years, then others' figures beside them."""
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(2021, 2026)]
    own = tuple(Point(year, 400.0 + 37 * at, f"{400 + 37 * at:,}") for at, year in enumerate(years))
    others = (Point("Neighbours", 512.0, "512"), Point("England", 486.0, "486"))
    series = (Series("This authority", own), Series("Others, as published", others))
    target = (ReferenceLine("Target", 450.0, "450", dashed=False),)
    return Chart(
        key, "Children looked after", "They rose each year.", ChartKind.YEARS, series, table_of(f"{key}-t", series), "", target
    )


def groups_chart(key: str = "groups", count: int = 11) -> Chart:
    """Authorities, one of them marked."""
    points = tuple(
        Point(
            f"Authority {at} {ACCENTS if at == 1 else ''}".strip(),
            40.0 + 3 * at,
            f"{40 + 3 * at}.0",
            "this authority" if at == 3 else "",
        )
        for at in range(count)
    )
    series = (Series("Rate", points),)
    line = (ReferenceLine("England", 61.0, "61.0"),)
    return Chart(
        key,
        "Rate beside others",
        "It is fourth of eleven.",
        ChartKind.GROUPS,
        series,
        table_of(f"{key}-t", series),
        "per 10,000",
        line,
    )


def empty_chart(key: str = "empty") -> Chart:
    """A chart without a single figure."""
    series = (Series("This authority", (Point("Oct 2026", None), Point("Sep 2026", None))),)
    return Chart(key, "No figures yet", "There are none.", ChartKind.MONTHS, series, table_of(f"{key}-t", series))


def scorecard_table(key: str = "scorecard", lines: int = 12) -> Table:
    """Lines under headings, with words, ratings, reasons and comments."""
    columns = (
        Column("good_is", "Good is"),
        Column("now", "Oct 2026", holds_figures=True),
        Column("direction", "Direction of travel"),
        Column("rating", "Rating"),
        Column("comment", "Comment"),
    )
    rows = tuple(
        Row(
            f"{at} Visits in time",
            (
                Cell("High"),
                figure(70.0 + at),
                Cell("▲ improving", reason="It rose by 3.1 percentage points."),
                Cell(RATINGS[at % 3][1], reason="Below the target.", rating=RATINGS[at % 3][0]),
                Cell(LONG_COMMENT if at == 2 else LONG_WORD if at == 3 else ""),
            ),
            note="Supplied series.\nSecond line." if at == 1 else "",
            group=("Front door", "Care")[at * 2 // lines],
        )
        for at in range(lines)
    )
    return Table(key, "Summary scorecard", "Indicator", columns, rows)


def large_table(key: str, columns: int, rows: int) -> Table:
    """A table of so many columns and rows, every cell its own number."""
    return Table(
        key,
        f"Table of {columns} by {rows}",
        "Row",
        tuple(Column(f"column_{at}", f"Column {at}", holds_figures=True) for at in range(columns)),
        tuple(
            Row(f"Row {row}", tuple(Cell(f"{row * 100 + at:,}", value=float(row * 100 + at)) for at in range(columns)))
            for row in range(rows)
        ),
    )


def words() -> Section:
    """Every kind of passage."""
    return Section(
        "words",
        "How to read it",
        (
            Prose((ACCENTS, SCRIPT, FORMULA, LONG_COMMENT)),
            Prose(("Visits fell by 3.",), ProseKind.ANALYSIS, "Performance analysis", "A. Manager", "agreed"),
            Prose(("Visits fell to 41.",), ProseKind.DRAFTED, "Proposed analysis"),
            Points(("First point", SCRIPT), "What to know"),
            Points(("First step", "Second step"), "Steps", numbered=True),
            Points(("Other first step",), "More steps", numbered=True),
            Pairs((("Extract", "31 October 2026"), (FORMULA, LONG_WORD)), "Terms"),
        ),
        number="1",
    )


def sample_report() -> Report:
    """Everything at once, three levels deep."""
    topic = Section(
        "topic",
        f"Assessments & {SCRIPT}",
        (months_table("assessments-months"), months_chart(), years_chart(), groups_chart(), empty_chart()),
        number="2.1",
        starts_page=True,
    )
    return Report(
        "sample",
        f"Monthly report {ACCENTS}",
        f"October 2026, Örtown {SCRIPT}",
        Audience.LEADERSHIP,
        (("Issue", "3"), ("By", ACCENTS)),
        (
            words(),
            Section("topics", "Topics", (Prose(("Each topic has a page.",)),), (topic,), number="2"),
            Section("scorecard", "Summary", (scorecard_table(),), number="3", starts_page=True),
        ),
        notes=("Published figures are of the year that each names.", SCRIPT),
        period=OCTOBER,
    )


def report_of(*tables: Table) -> Report:
    """A report of nothing but tables."""
    sections = tuple(Section(f"section-{at}", f"Section {at}", (table,)) for at, table in enumerate(tables))
    return Report("tables", "Tables", "October 2026", Audience.LEADERSHIP, (), sections)
