"""The lines of a scorecard as tables: numbers, headings, the columns that say something, comments on several lines."""

from __future__ import annotations

from datetime import date

from sightline.catalogue.reports import ReportPart
from sightline.judgement.commentary import Comment, CommentKind
from sightline.judgement.tolerance import HumanStatus, Rating
from sightline.reports.build.summary import build_figures, build_summary, numbers_of
from sightline.reports.document import Section, Table
from sightline.vocabulary.periods import Month, Window
from tests.support.made_figures import OCTOBER, Made, material_of, published, shipped

PART = {"kind": "scorecard", "key": "card", "title": "Card"}


def part(**more: object) -> ReportPart:
    return ReportPart.model_validate({**PART, "scorecard": "summary", **more})


def made() -> Made:
    held = Made().add("contacts-received", [100, 110, 120, 130])
    held.add("rereferrals-12m", [(20, 100), (21, 100), (22, 100), (24, 100)]).add("contacts-received", [900], Window.YTD)
    held.add("cla-count", [600, 610, 605, 612], Window.SNAPSHOT).add("cla-count", [590], Window.SNAPSHOT, until=Month(2026, 3))
    return held


def tables(section: Section | None) -> list[Table]:
    assert section is not None
    return [block for block in section.blocks if isinstance(block, Table)]


def column(table: Table, heading: str) -> list[str]:
    at = [column.heading for column in table.columns].index(heading)
    return [row.cells[at].shown for row in table.rows]


def test_lines_are_numbered_as_the_scorecard_has_them_whether_or_not_others_have_figures() -> None:
    [table] = tables(build_summary(part(), material_of(made())))
    assert [(row.group, row.header) for row in table.rows] == [
        ("1 Front door", "1.1 Contacts received"),
        ("1 Front door", "1.4 Referrals within 12 months of an earlier referral"),
        ("5 Looked-after children", "5.1 Children looked after"),
    ]


def test_no_number_stands_for_two_lines() -> None:
    for scorecard in shipped().scorecards:
        numbers = list(numbers_of(scorecard, shipped(), material_of(made()).asked).values())
        assert len(numbers) == len(set(numbers)) == len(scorecard.lines)


def test_a_ranked_scorecard_is_numbered_through() -> None:
    held = Made().add("cla-rate", [80.0], Window.SNAPSHOT).add("referral-rate", [500.0], Window.ROLLING_12)
    [table] = tables(build_summary(part(scorecard="key"), material_of(held)))
    assert [row.header.split()[0] for row in table.rows] == ["1", "17"]


def test_a_column_in_which_no_line_says_anything_is_left_out() -> None:
    [table] = tables(build_summary(part(columns=["current", "ytd", "neighbours", "rating"]), material_of(made())))
    assert [column.heading for column in table.columns] == ["Current", "Year to date"]


def test_a_rating_says_its_mark_its_word_and_its_reason() -> None:
    target = {"indicator": "rereferrals-12m", "polarity": "low", "met": "20", "near": "24", "unit": "%"}
    [table] = tables(build_summary(part(columns=["target", "tolerance", "rating"]), material_of(made(), targets=[target])))
    cell = table.rows[1].cells[2]
    assert [cell.shown for cell in table.rows[1].cells] == ["20% or less", "24% or less", "◐ Near"]
    assert (cell.rating, cell.reason) == (Rating.NEAR, "Near: 24.0% against a target of 20% or less.")


def test_panels_are_tables_of_the_same_lines() -> None:
    panels = [{"title": "The month", "columns": ["last_months"]}, {"title": "Years", "columns": ["earlier_years"]}]
    month, years = tables(build_summary(part(panels=panels), material_of(made())))
    assert [row.header for row in month.rows] == [row.header for row in years.rows]
    assert [column.heading for column in month.columns] == ["Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026"]
    assert [column.heading for column in years.columns] == ["2025/26"]
    assert (month.key, years.key) == ("card-1", "card-2")


def test_quarters_that_have_not_ended_have_no_figure() -> None:
    held = Made().add("cla-count", [600, 601, 602, 603, 604, 605, 606], Window.SNAPSHOT)
    [table] = tables(build_summary(part(columns=["quarters"]), material_of(held)))
    assert [(c.heading, column(table, c.heading)) for c in table.columns] == [("Q1 2026/27", ["602"]), ("Q2 2026/27", ["605"])]


def test_a_comment_on_several_lines_is_said_once_and_the_others_point_to_it() -> None:
    written = [
        Comment(("contacts-received", "cla-count"), OCTOBER, "Schools came back.", "A"),
        Comment(("cla-count",), OCTOBER, "Three siblings.", "A", CommentKind.COMMENT),
        Comment(("cla-count",), OCTOBER, "Find homes.", "B", CommentKind.ACTION),
    ]
    [table] = tables(build_summary(part(columns=["comment", "action"]), material_of(made(), commentary=written)))
    assert column(table, "Comment") == ["Schools came back. (Also of 5.1.)", "", "See 1.1. Three siblings."]
    assert column(table, "Action") == ["", "", "Find homes."]


def test_statuses_that_people_gave_are_shown_and_counted() -> None:
    on = date(2026, 10, 5)
    given = [HumanStatus(name, 2, "Director", on, "Fewer moves.") for name in ("cla-count", "contacts-received")]
    card, counts = tables(build_summary(part(columns=["status"]), material_of(made(), grounds={"statuses": given})))
    assert column(card, "Status") == ["2 Improving, but impact still concerning", "", "2 Improving, but impact still concerning"]
    assert column(counts, "Indicators") == ["0", "2", "0"]


def test_what_is_so_of_all_lines_is_said_once() -> None:
    supplied = frozenset({"contacts-received", "cla-count", "rereferrals-12m"})
    [table] = tables(build_summary(part(), material_of(made(), known={"supplied": supplied})))
    assert table.notes == ("Supplied series, not calculated here: all figures.",)
    [table] = tables(build_summary(part(), material_of(made(), known={"supplied": frozenset({"cla-count"})})))
    assert table.notes == ("Supplied series, not calculated here: 5.1.",)


def test_regional_figures_of_a_quarter_stand_beside_the_national_ones() -> None:
    stated = {"rereferrals-12m": published("rereferrals-12m", "2026-27 Q1", "region-q1", authority=24.0, region=22.2)}
    [table] = tables(build_summary(part(columns=["regional_own", "regional"]), material_of(made(), regional=stated)))
    assert [(cell.shown, cell.note) for cell in table.rows[1].cells] == [("24.0%", "2026-27 Q1"), ("22.2%", "2026-27 Q1")]


def test_a_scorecard_without_a_figure_is_no_section() -> None:
    assert build_summary(part(), material_of(Made().add("vacancy-rate", [(1, 10)], Window.SNAPSHOT))) is None


def test_figures_of_a_part_have_their_own_words_and_the_charts_asked_for() -> None:
    lines = [{"indicator": "cla-count", "label": "Children in our care"}, {"indicator": "vacancy-rate"}]
    given = {
        "kind": "figures",
        "key": "ours",
        "title": "Ours",
        "indicators": lines,
        "columns": ["current"],
        "charts": ["cla-count"],
    }
    section = build_figures(ReportPart.model_validate(given), material_of(made()))
    [table] = tables(section)
    assert [(row.header, row.cells[0].shown) for row in table.rows] == [("Children in our care", "612")]
    assert section is not None
    assert [block.title for block in section.blocks[1:]] == ["Children in our care"]  # type: ignore[union-attr]
