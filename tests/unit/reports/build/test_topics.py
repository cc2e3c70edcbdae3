"""A topic's page: its table with n of d, its years, others and charts; and what is left out where nothing is known."""

from __future__ import annotations

from datetime import date

from sightline.catalogue.reports import ReportPart, ReportTopic
from sightline.judgement.chart import DefinitionBreak
from sightline.judgement.commentary import Comment, CommentKind
from sightline.judgement.incidents import Effect, Incident
from sightline.reports.build.topics import build_topics, topic_page
from sightline.reports.document import Chart, ChartKind, Prose, ProseKind, Section, Table
from sightline.vocabulary.periods import Month, Window
from tests.support.made_figures import OCTOBER, Made, material_of, published

TIMELY = "icpc-15-days"
GIVEN = {"title": "Conferences", "definition": "What they are.", "indicators": ["icpc-count", TIMELY]}
TOPIC = ReportTopic.model_validate(GIVEN)


def page_of(made: Made, topic: ReportTopic = TOPIC, **more: object) -> Section:
    page = topic_page(topic, material_of(made, **more), "child-protection")  # type: ignore[arg-type]
    assert page is not None
    return page


def table_of(page: Section) -> Table:
    return next(block for block in page.blocks if isinstance(block, Table))


def charts_of(page: Section) -> list[Chart]:
    return [block for block in page.blocks if isinstance(block, Chart)]


def prose_of(page: Section, kind: ProseKind) -> list[str]:
    return [text for block in page.blocks if isinstance(block, Prose) and block.kind is kind for text in block.paragraphs]


def cells(table: Table, row: str) -> list[tuple[str, str]]:
    return next([(cell.shown, cell.note) for cell in held.cells] for held in table.rows if held.header == row)


def conferences() -> Made:
    made = Made().add("icpc-count", [55, 58, 46, 53]).add(TIMELY, [(50, 55), (55, 58), (42, 46), (41, 53)])
    return made.add(TIMELY, [(700, 800)], Window.YTD).add(TIMELY, [(650, 800)], Window.YTD, until=Month(2026, 3))


def test_every_percentage_stands_with_what_it_is_made_of() -> None:
    table = table_of(page_of(conferences()))
    assert cells(table, "Oct 2026") == [("53", ""), ("77.4%", "41 of 53")]
    assert cells(table, "2026/27 to date")[1] == ("87.5%", "700 of 800")
    assert cells(table, "2025/26")[1] == ("81.3%", "650 of 800")


def test_fifteen_months_are_shown_and_those_without_a_figure_are_a_dash() -> None:
    table = table_of(page_of(conferences()))
    months = [row.header for row in table.rows if row.group == "Each month"]
    assert (len(months), months[0], months[-1]) == (15, "Aug 2025", "Oct 2026")
    assert cells(table, "Aug 2025") == [("–", ""), ("–", "")]


def test_a_year_that_nobody_has_and_others_that_nobody_published_take_no_row() -> None:
    headers = [row.header for row in table_of(page_of(conferences())).rows]
    assert "2024/25" not in headers
    assert "Neighbours" not in headers


def test_others_stand_below_with_the_year_that_they_are_of() -> None:
    benchmarks = {TIMELY: published(TIMELY, authority=88.0, sn_mean=82.6, england=76.9)}
    table = table_of(page_of(conferences(), benchmarks=benchmarks))
    row = next(row for row in table.rows if row.header == "Neighbours")
    assert [cell.shown for cell in row.cells] == ["", "82.6%"]
    assert (row.group, row.note) == ("Others", "2025")


def test_a_year_known_only_as_it_was_printed_says_so() -> None:
    years = {("icpc-count", "all", "", "2024/25"): 490.0}
    row = next(row for row in table_of(page_of(conferences(), known={"years": years})).rows if row.header == "2024/25")
    assert ([cell.shown for cell in row.cells], row.note) == (["490", "–"], "as printed")


def test_an_indicator_without_a_figure_has_no_column_and_a_topic_without_any_no_page() -> None:
    made = Made().add("icpc-count", [1, 2, 3])
    assert [column.name for column in table_of(page_of(made)).columns] == ["icpc-count-month"]
    assert topic_page(TOPIC, material_of(Made().add("cla-count", [600], Window.SNAPSHOT)), "part") is None


def test_a_part_whose_topics_have_no_figure_is_no_heading() -> None:
    part = ReportPart.model_validate({"kind": "topics", "key": "p", "title": "Protection", "topics": [GIVEN]})
    assert build_topics(part, material_of(Made().add("cla-count", [600], Window.SNAPSHOT))) is None


def test_every_chart_stands_with_a_sentence_and_the_table_that_holds_its_points() -> None:
    page = page_of(conferences())
    table, charts = table_of(page), charts_of(page)
    assert [(chart.kind, chart.table is table) for chart in charts] == [
        (ChartKind.MONTHS, True),
        (ChartKind.MONTHS, True),
        (ChartKind.YEARS, True),
    ]
    shown = {cell.shown for row in table.rows for cell in row.cells}
    for chart in charts:
        assert chart.sentence.endswith(".")
        assert {point.shown for series in chart.series for point in series.points if point.value is not None} <= shown


def test_a_month_without_a_figure_is_a_gap_and_not_a_zero() -> None:
    chart = charts_of(page_of(Made().add("icpc-count", [55, None, 46, 53])))[0]
    assert [point.value for point in chart.series[0].points[-4:]] == [55, None, 46, 53]


def test_two_months_make_no_line() -> None:
    assert charts_of(page_of(Made().add("icpc-count", [46, 53]))) == []


def test_the_target_and_the_limits_are_levels_of_the_chart() -> None:
    made = Made().add(TIMELY, [(41 + at % 3, 50) for at in range(20)])
    target = {"indicator": TIMELY, "polarity": "high", "met": "90", "near": "85", "unit": "%"}
    lines = charts_of(page_of(made, targets=[target]))[0].lines
    assert [(line.name, line.shown, line.dashed) for line in lines] == [
        ("Target", "90.0%", False),
        ("Average", "83.9%", True),
        ("Lower limit", "76.9%", True),
        ("Upper limit", "90.9%", True),
    ]


def test_a_signal_is_marked_on_its_point_and_in_the_table() -> None:
    page = page_of(Made().add("icpc-count", [50, 52] * 9 + [90]))
    point = charts_of(page)[0].series[0].points[-1]
    assert (point.shown, point.signal) == ("90", "Signal, high")
    assert cells(table_of(page), "Oct 2026")[0] == ("90", "signal, high")


def test_a_change_of_counting_breaks_the_line() -> None:
    breaks = [DefinitionBreak("icpc-count", Month(2026, 9), "children are counted, not conferences")]
    chart = charts_of(page_of(conferences(), grounds={"breaks": breaks}))[0]
    assert chart.breaks == (("Sep 2026", "children are counted, not conferences"),)


def test_words_that_people_wrote_stand_before_the_table_as_they_wrote_them() -> None:
    text = 'Not <b>bold</b>, "quoted", Zoë & <script>alert(1)</script> ' + "and so on, " * 25
    written = [
        Comment((TIMELY, "icpc-count"), OCTOBER, text.strip(), "A. Analyst"),
        Comment((TIMELY,), OCTOBER, "Book earlier.", "B. Manager", CommentKind.ACTION, action_owner="C", due_date="30 November"),
        Comment((TIMELY,), OCTOBER, "One was recorded twice.", "A. Analyst", CommentKind.DATA_NOTE),
        Comment((TIMELY,), OCTOBER.shift(-1), "Of another month.", "A. Analyst"),
    ]
    page = page_of(conferences(), commentary=written)
    assert prose_of(page, ProseKind.ANALYSIS) == [text.strip()]
    assert prose_of(page, ProseKind.ACTION) == ["Book earlier. (C and by 30 November)"]
    assert prose_of(page, ProseKind.DATA_NOTE) == ["One was recorded twice. (A. Analyst)"]
    assert prose_of(page, ProseKind.DRAFTED) == []


def test_where_nobody_wrote_anything_sentences_are_proposed() -> None:
    assert prose_of(page_of(conferences()), ProseKind.DRAFTED)


def test_a_known_fault_is_a_data_note_and_a_withheld_figure_is_no_figure() -> None:
    faults = [
        Incident("late", ("icpc-count",), Effect.CAVEAT, "Written up late", "Head of service", date(2026, 10, 1)),
        Incident("wrong", (TIMELY,), Effect.WITHHOLD, "Dates copied", "Head of service", date(2026, 10, 1)),
    ]
    page = page_of(conferences(), incidents=faults)
    notes = " ".join(prose_of(page, ProseKind.DATA_NOTE))
    assert "Doubtful: Written up late. Open since 1 October 2026 (Head of service)." in notes
    assert "Withheld: Dates copied." in notes
    assert len(table_of(page).columns) == 1


def test_a_topic_by_source_has_a_column_a_group_and_no_column_for_groups_that_are_not_there() -> None:
    topic = ReportTopic.model_validate({"title": "By source", "split": "source_group", "indicators": ["contacts-received"]})
    made = Made()
    for group, values in {"police": [40, 44, 48], "other_la": [3, None, 5]}.items():
        made.add("contacts-received", values, breakdown="source_group", group=group)
    page = page_of(made, topic)
    table, [chart] = table_of(page), charts_of(page)
    assert chart.sentence == "Contacts received, October 2026: from 5 (Other local authorities) to 48 (Police)."
    assert chart.table is table
    assert [column.heading for column in table.columns] == ["Other local authorities", "Police"]
    assert cells(table, "Sep 2026") == [("–", ""), ("44", "")]


def test_a_team_is_called_what_it_is_called_and_one_that_was_renamed_mid_year_keeps_its_months() -> None:
    topic = ReportTopic.model_validate({"title": "By team", "split": "team", "indicators": ["contacts-received"]})
    made = Made().add("contacts-received", [10, 11, None, None], breakdown="team", group="T1")
    made.add("contacts-received", [None, None, 12, 13], breakdown="team", group="T9").add(
        "contacts-received", [5, 6, 7, 8], breakdown="team", group="T2"
    )
    table = table_of(page_of(made, topic, unit_names={"T1": "North", "T9": "North and coast"}))
    assert [column.heading for column in table.columns] == ["North", "North and coast", "T2"]
    assert cells(table, "Oct 2026") == [("–", ""), ("13", ""), ("8", "")]
    assert cells(table, "Aug 2026") == [("11", ""), ("–", ""), ("6", "")]


def test_bars_of_years_end_with_what_a_year_may_be_set_beside() -> None:
    march = Month(2026, 3)
    made = Made().add("icpc-count", [50, 51, 52]).add("icpc-count", [620, 630, 640], Window.ROLLING_12)
    made.add("icpc-count", [350], Window.YTD).add("icpc-count", [600], Window.YTD, until=march)
    made.add("cla-count", [600, 605, 612], Window.SNAPSHOT).add("cla-count", [590], Window.SNAPSHOT, until=march)
    given = ["icpc-count", {"indicator": "icpc-count", "window": "rolling_12", "label": "Over 12 months"}, "cla-count"]
    page = page_of(made, ReportTopic.model_validate({"title": "Counts", "indicators": given}))
    bars = {chart.key: chart.series[0].points for chart in charts_of(page) if chart.kind is ChartKind.YEARS}
    assert {key: [(point.label, point.shown) for point in points] for key, points in bars.items()} == {
        "icpc-count-month-years": [("2025/26", "600"), ("2026/27 to date", "350")],
        "cla-count-snapshot-years": [("2025/26", "590"), ("Oct 2026", "612")],
    }
    alone = page_of(made, ReportTopic.model_validate({"title": "Counts", "indicators": given[1:2]}))
    [years] = [chart for chart in charts_of(alone) if chart.kind is ChartKind.YEARS]
    assert [(point.label, point.shown) for point in years.series[0].points] == [("2025/26", "600"), ("Oct 2026", "640")]
    assert "640" in [shown for shown, _ in cells(table_of(alone), "Oct 2026")]
