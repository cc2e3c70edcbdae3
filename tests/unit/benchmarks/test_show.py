from __future__ import annotations

import pytest

from sightline.benchmarks.compare import NO_POLARITY, NO_SET
from sightline.benchmarks.links import PublishedLink, link_from_catalogue, link_of, shipped_links
from sightline.benchmarks.models import COLUMNS, STATISTICS
from sightline.benchmarks.show import PublishedFigures, show_benchmarks
from sightline.errors import StoreError, UsageError
from tests.unit.benchmarks.conftest import NEIGHBOURS, Desk, cla_values


def table(desk: Desk, *args: str, **options: object) -> list[tuple[str, ...]]:
    answer = show_benchmarks(desk.store, *args, **options)  # type: ignore[arg-type]
    return [row.as_row() for row in answer.rows]


def test_every_statistic_of_a_period(looked_after: Desk) -> None:
    """Sefton 92 among 50, 60 … 140; the set of 2021 lacks the 50 of its first neighbour and has one without a figure."""
    start = ("cla-rate", "LAC", "343", "2025", "lait-2026-04")
    assert table(looked_after, "cla-rate", "343", period="2025") == [
        (*start, "", "authority", "92", ""),
        (*start, "", "region", "90", ""),
        (*start, "", "england", "67", ""),
        (*start, "2021", "sn_mean", "100", ""),
        (*start, "2025", "sn_mean", "95", ""),
        (*start, "2021", "sn_median", "100", ""),
        (*start, "2025", "sn_median", "95", ""),
        (*start, "2021", "best_sn", "60", ""),
        (*start, "2025", "best_sn", "50", ""),
        (*start, "", "top_quartile", "75", ""),
        (*start, "", "q25", "75", ""),
        (*start, "", "q75", "115", ""),
        (*start, "", "position", "in range", ""),
        (*start, "", "rank", "6", ""),
        (*start, "", "n", "11", ""),
    ]
    assert len(start) + 4 == len(COLUMNS)


def test_a_neighbour_without_a_figure_is_left_out_and_said_to_be(looked_after: Desk) -> None:
    answer = show_benchmarks(looked_after.store, "cla-rate", "343")
    assert answer.notes == ("Neighbours of 2021: Bradford (380) has no figure, so mean and median are of 9.",)


@pytest.mark.parametrize("polarity", ["neutral", "range"])
def test_what_needs_a_polarity_is_left_out_where_neither_is_better(looked_after: Desk, polarity: str) -> None:
    rows = show_benchmarks(looked_after.store, "cla-rate", "343", polarity=polarity).rows  # type: ignore[arg-type]
    empty = {(row.statistic, row.status) for row in rows if row.value is None}
    assert empty == {(statistic, NO_POLARITY) for statistic in ("best_sn", "top_quartile", "rank")}


def test_an_authority_s_own_polarity_turns_best_and_rank_round(looked_after: Desk) -> None:
    rows = show_benchmarks(looked_after.store, "cla-rate", "343", polarity="high", statistics=(*STATISTICS, "quartile")).rows
    found = {(row.statistic, row.neighbour_set): row.value for row in rows}
    assert (found["best_sn", "2025"], found["top_quartile", ""], found["rank", ""]) == (140, 115, 6)
    assert found["quartile", ""] == "C"


def test_a_figure_that_was_not_published_keeps_its_symbol(desk: Desk) -> None:
    desk.load(desk.lait(cla_values("-")), desk.neighbours({"343": NEIGHBOURS}), release="lait-2026-04")
    found = {row.statistic: (row.value_text, row.status) for row in show_benchmarks(desk.store, "cla-rate", "343").rows}
    assert found["authority"] == ("", "-")
    assert found["position"] == ("", "the authority has no figure")
    assert found["rank"] == ("", "the authority has no figure")
    assert (found["sn_mean"], found["n"]) == (("95", ""), ("10", ""))


def test_an_authority_that_is_not_in_the_file(desk: Desk) -> None:
    desk.load(desk.lait(cla_values()), release="lait-2026-04")
    found = {row.statistic: (row.value_text, row.status) for row in show_benchmarks(desk.store, "cla-rate", "372").rows}
    assert found["authority"] == ("", "not in the file")
    assert found["sn_mean"] == ("", NO_SET)
    assert found["england"] == ("67", "")


def test_a_set_without_the_authority_has_no_mean(looked_after: Desk) -> None:
    rows = show_benchmarks(looked_after.store, "cla-rate", "344").rows
    means = {(row.neighbour_set, row.value, row.status) for row in rows if row.statistic == "sn_mean"}
    why = "the set has no neighbours for this authority"
    assert means == {("2021", None, why), ("2025", None, why)}


def test_without_a_period_every_one_is_shown_oldest_first(desk: Desk) -> None:
    desk.load(desk.lait(cla_values() | cla_values("107", "2024")), release="lait-2026-04")
    rows = show_benchmarks(desk.store, "cla-rate", "Sefton").rows
    assert [(row.period, row.value) for row in rows if row.statistic == "authority"] == [("2024", 107), ("2025", 92)]


@pytest.mark.parametrize("said", ["2025", "2024-25", "2024/25"])
def test_a_reporting_year_may_be_said_as_a_financial_year(looked_after: Desk, said: str) -> None:
    assert {row.period for row in show_benchmarks(looked_after.store, "cla-rate", "343", period=said).rows} == {"2025"}


@pytest.mark.parametrize("said", ["2026", "2024-26", "2024-2025", ""])
def test_a_period_that_is_not_there_is_refused_with_those_that_are(looked_after: Desk, said: str) -> None:
    with pytest.raises(UsageError, match=r"cla-rate has no published figures for .*Periods: 2025"):
        show_benchmarks(looked_after.store, "cla-rate", "343", period=said)


def test_of_two_releases_the_newer_is_shown_unless_the_other_is_asked_for(desk: Desk) -> None:
    entry = {"Measure_short": "LAC", "Polarity": "-", "y_axis_name": "Rate"}
    desk.load(desk.lait(cla_values()), desk.dictionary(entry))
    # The older release is loaded later, and still is the older one.
    desk.load(desk.lait(cla_values("93"), name="older.parquet"), desk.dictionary({**entry, "Last Update": "45962"}))
    own = {
        release: show_benchmarks(desk.store, "cla-rate", "343", release=release).rows[0].value
        for release in (None, "lait-2025-11", "lait-2026-04")
    }
    assert own == {None: 92, "lait-2025-11": 93, "lait-2026-04": 92}


def test_what_is_not_there_is_said(looked_after: Desk, desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"'cla-rat' has no published measure.*Did you mean cla-rate"):
        show_benchmarks(looked_after.store, "cla-rat", "343")
    with pytest.raises(UsageError, match=r"'average' is not a statistic\. Known: authority"):
        show_benchmarks(looked_after.store, "cla-rate", "343", statistics=("average",))
    with pytest.raises(UsageError, match="is not an authority"):
        show_benchmarks(looked_after.store, "cla-rate", "Nowhere")
    with pytest.raises(UsageError, match="load a file that holds CIN, cin_census.in_need_rate"):
        show_benchmarks(looked_after.store, "cin-dfe-rate", "343")
    with pytest.raises(UsageError, match="No figures of release nonesuch are loaded"):
        show_benchmarks(looked_after.store, "cla-rate", "343", release="nonesuch")


def test_with_nothing_loaded_the_reader_is_told_what_to_do(desk: Desk) -> None:
    with pytest.raises(StoreError, match="benchmarks load"):
        show_benchmarks(desk.store, "cla-rate", "343")


def test_a_measure_that_the_department_gives_no_quartiles_for(desk: Desk) -> None:
    entry = {"Measure_short": "LAC", "Polarity": "-", "y_axis_name": "Rate", "No_Quartile": "N"}
    desk.load(desk.lait(cla_values()), desk.dictionary(entry))
    (row,) = show_benchmarks(desk.store, "cla-rate", "343", statistics=("quartile",)).rows
    assert (row.value, row.status) == (None, "the range is too small for quartiles")


def test_the_first_linked_measure_that_has_the_period_is_shown(desk: Desk) -> None:
    link = PublishedLink(indicator="visits", polarity="low", flavour="child", measures=("absent", "made_up.late_percent", "LAC"))
    desk.load(desk.visits(), desk.lait(cla_values() | cla_values("1", "2024")), release="lait-2026-04")
    shown = {
        period: show_benchmarks(desk.store, "visits", "343", period=period, link=link).rows[0].measure
        for period in ("2024", "2025")
    }
    assert shown == {"2024": "LAC", "2025": "made_up.late_percent"}


def test_many_indicators_are_read_at_once(looked_after: Desk) -> None:
    figures = PublishedFigures.read(looked_after.store, shipped_links().values())
    found = figures.comparison(link_of("cla-rate"), "343")
    assert found is not None and found.rank == 6
    assert figures.comparison(link_of("cin-dfe-rate"), "343") is None
    assert figures.periods(link_of("cla-rate")) == ("2025",)
    assert figures.benchmarks(link_of("cla-rate"), "343") == show_benchmarks(looked_after.store, "cla-rate", "343").rows
    assert figures.benchmarks(link_of("cin-dfe-rate"), "343") == ()


def test_a_definition_s_own_measure_goes_before_the_shipped_ones() -> None:
    link = link_from_catalogue("cla-rate", "range", "LAC_new", "child")
    assert link is not None
    assert (link.measures, link.polarity) == (("LAC_new", "LAC", "ssda903.looked_after_rate"), "range")
    assert link_from_catalogue("contacts-received", "neutral", None) is None
    assert link_from_catalogue("cla-rate", "low", None) == link_of("cla-rate")


def test_values_keep_the_precision_of_their_source(looked_after: Desk) -> None:
    values = cla_values("92.25") | {("LAC", "2025", 344): "50.1"}
    looked_after.load(looked_after.lait(values, name="finer.parquet"), release="lait-2026-05")
    found = {
        row.statistic: row.value_text
        for row in show_benchmarks(looked_after.store, "cla-rate", "343", release="lait-2026-05").rows
    }
    assert (found["authority"], found["sn_mean"]) == ("92.25", "95.01")


def test_an_authority_that_ended_and_those_that_took_over(desk: Desk) -> None:
    values = cla_values() | {("LAC", "2025", 909): "-", ("LAC", "2025", 942): "80"}
    desk.load(desk.lait(values), desk.neighbours({"343": (*NEIGHBOURS[1:], "909")}), release="lait-2026-04")
    ended = show_benchmarks(desk.store, "cla-rate", "Cumbria", period="2025")
    assert (ended.rows[0].value, ended.rows[0].status) == (None, "-")
    assert ended.notes == (
        "Cumbria ended on 31 March 2023; Cumberland (942) and Westmorland and Furness (943) took over from it.",
    )
    began = show_benchmarks(desk.store, "cla-rate", "942", period="2025")
    assert began.rows[0].value == 80
    assert began.notes == ("Cumberland began on 1 April 2023; figures before that are of Cumbria (909).",)
    neighbour = show_benchmarks(desk.store, "cla-rate", "343", period="2025")
    assert neighbour.notes == ("Neighbours of 2025: Cumbria (909) has no figure, so mean and median are of 9.",)


def test_a_set_of_which_no_neighbour_has_a_figure(desk: Desk) -> None:
    values = {("LAC", "2025", 970): "67", ("LAC", "2025", 343): "92", ("LAC", "2025", 391): "60"}
    desk.load(desk.lait(values), desk.neighbours({"343": NEIGHBOURS}), release="lait-2026-04")
    rows = {row.statistic: (row.value, row.status) for row in show_benchmarks(desk.store, "cla-rate", "343").rows}
    assert rows["sn_mean"] == rows["best_sn"] == (None, "no neighbour has a value")


def test_a_measure_of_which_no_authority_has_a_figure(desk: Desk) -> None:
    desk.load(desk.lait({("LAC", "2025", 970): "67", ("LAC", "2025", 343): "-"}), release="lait-2026-04")
    rows = {row.statistic: (row.value, row.status) for row in show_benchmarks(desk.store, "cla-rate", "343").rows}
    assert rows["q25"] == rows["position"] == rows["rank"] == (None, "no authority has a figure")
    assert rows["n"] == (0, "")


def test_rates_that_were_worked_out_say_so(desk: Desk) -> None:
    link = PublishedLink(indicator="visits", polarity="low", flavour="child", measures=("made_up.visit_rate",))
    desk.load(desk.visits(), desk.population())
    answer = show_benchmarks(desk.store, "visits", "343", link=link)
    assert answer.rows[0].value == 50
    assert answer.notes == (
        "The rates are worked out from published counts and the populations of made-up-2025; they are not rounded.",
    )
