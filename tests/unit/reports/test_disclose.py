"""Small numbers hidden in a document: in tables, charts and sentences, and no way to work them out from what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.catalogue.loader import load_catalogue
from sightline.cohorts import all_cohorts
from sightline.errors import DefinitionError
from sightline.intake.schema import TABLES
from sightline.judgement.relations import shipped_relations
from sightline.judgement.tolerance import Rating
from sightline.observations.disclosure import Band, Why, narrowed
from sightline.observations.disclosure_policy import disclosure_policy
from sightline.reports.disclose import Seen, disclose
from sightline.reports.disclosing.counts import Count, Part, published
from sightline.reports.document import (
    Cell,
    Chart,
    ChartKind,
    Column,
    FigureKey,
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
from sightline.vocabulary.audience import Audience
from sightline.vocabulary.periods import Month, Window

MAY = Month(2026, 5)
MARK = "[c]"
POLICY, RELATIONS = disclosure_policy(), shipped_relations()


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(None, cohorts=all_cohorts(), tables=tuple(TABLES))


def count(value, month=MAY, window=Window.MONTH, group="", indicator="referrals-received"):
    key = FigureKey(indicator, month, window, "team" if group else "all", group)
    return Cell(str(value), value=float(value), numerator=float(value), figure=key)


def share(n, d, month=MAY, group=""):
    key = FigureKey("contacts-to-referral-rate", month, Window.MONTH, "team" if group else "all", group)
    return Cell(f"{100 * n / d:.1f}%", f"{n} of {d}", 100 * n / d, numerator=float(n), denominator=float(d), figure=key)


def table(rows, columns, key="t"):
    heads = tuple(Column(f"c{at}", heading, holds_figures=True) for at, heading in enumerate(columns))
    return Table(key, "Referrals", "Period", heads, tuple(Row(header, tuple(cells)) for header, *cells in rows))


def report(*blocks, audience=Audience.BOARD):
    return Report("made", "Made", "May 2026", audience, (), (Section("s", "Referrals", tuple(blocks)),))


def shown(disclosed):
    return [[cell.shown for cell in row.cells] for held in disclosed.report.tables() for row in held.rows]


def by_team(teams, months):
    """Referrals by team and month with both totals, as a page prints them."""
    last = Month(2026, 3 + len(months))
    rows = []
    for at, counts in enumerate(months):
        month = Month(2026, 4 + at)
        cells = [count(value, month, group=team) for team, value in zip(teams, counts, strict=True)]
        rows.append((str(month), *cells, count(sum(counts), month)))
    sums = [sum(held) for held in zip(*months, strict=True)]
    cells = [count(value, last, Window.YTD, team) for team, value in zip(teams, sums, strict=True)]
    rows.append(("To date", *cells, count(sum(sums), last, Window.YTD)))
    return table(rows, [*teams, "All"])


def test_a_team_sees_everything(catalogue):
    made = report(by_team(["A", "B"], [[3, 20]]), audience=Audience.TEAM)
    disclosed = disclose(made, POLICY, catalogue, RELATIONS)
    assert disclosed.report == made
    assert disclosed.log.hidden == ()


def test_a_board_sees_neither_a_small_number_nor_what_would_tell_it(catalogue):
    disclosed = disclose(report(by_team(["A", "B", "C"], [[3, 20, 30]])), POLICY, catalogue, RELATIONS)
    assert shown(disclosed) == [[MARK, MARK, "30", "53"], [MARK, MARK, "30", "53"]]
    assert {why for _, why in disclosed.log.hidden} == {Why.SMALL, Why.PROTECTS}
    assert disclosed.report.notes == (
        f"{MARK} stands for a figure that is hidden, so that no child can be recognised or worked out.",
    )


def test_a_hidden_cell_keeps_nothing_of_its_figure(catalogue):
    made = report(table([("May 2026", share(51, 53))], ["Contacts that became referrals"]))
    disclosed = disclose(made, POLICY, catalogue, RELATIONS)
    [cell] = [cell for held in disclosed.report.tables() for row in held.rows for cell in row.cells]
    assert (cell.shown, cell.note, cell.value) == (MARK, "", None)
    assert (cell.numerator, cell.denominator, cell.figure) == (None, None, None)


def test_what_is_judged_of_a_hidden_figure_is_hidden_with_it(catalogue):
    row = ("Referrals", count(4), Cell("▼ improving", reason="Fell from 9 to 4."), Cell("● Met", rating=Rating.MET), Cell("Low"))
    disclosed = disclose(report(table([row], ["May", "Direction", "Rating", "Good is"])), POLICY, catalogue, RELATIONS)
    assert shown(disclosed) == [[MARK, MARK, MARK, "Low"]]
    assert "9" not in str(disclosed.report)


def test_a_chart_loses_the_point_its_sentence_and_the_lines_made_of_all_points(catalogue):
    months = [("Apr 2026", count(20, Month(2026, 4))), ("May 2026", count(4))]
    chart = Chart(
        "c",
        "Referrals received",
        "Referrals received: 4 (May 2026).",
        ChartKind.MONTHS,
        (Series("Referrals", (Point("Apr 2026", 20.0, "20"), Point("May 2026", 4.0, "4", "Signal, low"))),),
        table(months, ["Referrals"], "c-table"),
        lines=(ReferenceLine("Average", 12.0, "12.0"), ReferenceLine("Target", 30.0, "30", dashed=False)),
    )
    disclosed = disclose(report(chart), POLICY, catalogue, RELATIONS)
    [held] = disclosed.report.blocks()
    assert [point.value for point in held.series[0].points] == [20.0, None]
    assert [line.name for line in held.lines] == ["Target"]
    assert "4 (" not in held.sentence
    assert held.series[0].points[1].signal == ""


def test_drafted_sentences_that_rest_on_hidden_figures_go_and_written_ones_are_named(catalogue):
    key = count(4).figure
    other = FigureKey("contacts-received", MAY, Window.MONTH)
    drafted = Prose(("Contacts rose by 9.", "Referrals fell by 5, to 4."), ProseKind.DRAFTED, figures=((other,), (key,)))
    written = Prose(("Only 4 families were referred.", "Posts are filled."), ProseKind.ANALYSIS)
    points = Points(("Referrals received in all, 4. Improving.", "Nothing else has changed."))
    held = table([("May 2026", count(4))], ["Referrals received in all"])
    disclosed = disclose(report(drafted, written, points, held), POLICY, catalogue, RELATIONS)
    blocks = list(disclosed.report.blocks())
    assert blocks[0].paragraphs == ("Contacts rose by 9.",)
    assert blocks[2].items == ("Nothing else has changed.",)
    assert disclosed.log.to_read == ("Only 4 families were referred.",)
    assert set(disclosed.log.removed) == {"Referrals fell by 5, to 4.", "Referrals received in all, 4. Improving."}


def test_the_public_sees_percentages_without_decimals(catalogue):
    held = table([("May 2026", share(41, 53))], ["Contacts that became referrals"])
    disclosed = disclose(report(held, audience=Audience.PUBLIC), POLICY, catalogue, RELATIONS)
    assert shown(disclosed) == [["77%"]]


def test_a_count_and_the_share_made_of_it_are_hidden_together(catalogue):
    cells = (
        count(4, indicator="contacts-to-referral-count"),
        share(4, 53),
        count(53, indicator="contacts-received"),
    )
    disclosed = disclose(report(table([("May 2026", *cells)], ["Referred", "Share", "Contacts"])), POLICY, catalogue, RELATIONS)
    assert shown(disclosed) == [[MARK, MARK, "53"]]


def test_an_edition_already_published_is_not_subtracted_from_this_one(catalogue):
    april = report(table([("Apr 2026", count(30, Month(2026, 4), Window.YTD))], ["To date"]))
    first = disclose(april, POLICY, catalogue, RELATIONS)
    may = report(table([("May 2026", count(33, MAY, Window.YTD), count(30, Month(2026, 4)))], ["To date", "April"]))
    assert shown(disclose(may, POLICY, catalogue, RELATIONS, first.seen))[0][0] == MARK
    hidden_then = Seen({}, {Count(count(30, Month(2026, 4)).figure, Part.ABOVE): 30.0})
    assert shown(disclose(may, POLICY, catalogue, RELATIONS, hidden_then))[0][1] == MARK


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=3))
def test_no_attacker_narrows_a_hidden_count_below_its_whole_band(catalogue, months):
    made = report(by_team(["A", "B", "C"], months))
    disclosed = disclose(made, POLICY, catalogue, RELATIONS)
    system = published(made, catalogue, RELATIONS)
    visible = published(disclosed.report, catalogue, RELATIONS)
    assert all(system.counts[each] == value for each, value in visible.counts.items() if each in visible.shown)
    hidden = system.shown - visible.shown
    assert narrowed(replace(system, shown=system.shown), hidden, Band(1, 5)) == {}


def test_a_policy_that_is_wrong_says_what_is_wrong(tmp_path):
    folder = tmp_path / "disclosure"
    folder.mkdir()
    (folder / "audiences.yaml").write_text("audiences: {public: {hide_from: 6, hide_to: 5}}", "utf-8")
    with pytest.raises(DefinitionError, match="hide_from is not above hide_to"):
        disclosure_policy(tmp_path)
    (folder / "audiences.yaml").write_text("audiences: {board: {}}", "utf-8")
    with pytest.raises(DefinitionError, match="names no audience 'public'"):
        disclosure_policy(tmp_path)
