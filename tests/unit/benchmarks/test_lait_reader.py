from __future__ import annotations

from datetime import date

import pytest

from sightline.benchmarks.series import read_series
from sightline.errors import InputError
from tests.unit.benchmarks.conftest import Desk, cla_values


def entry(**values: str) -> dict[str, str]:
    return {"Measure_short": "LAC", "Measure": "Looked after rate", "Polarity": "-", "y_axis_name": "Rate per 10,000"} | values


def test_numbers_of_regions_and_england_become_their_codes(desk: Desk) -> None:
    desk.load(desk.lait(cla_values()), desk.dictionary(entry()))
    (series,) = read_series(desk.store, ["LAC"])
    found = series.cells["2025"]
    assert (found["E92000001"].value, found["E12000002"].value, found["343"].value) == (67, 90, 92)


def test_the_dictionary_says_what_a_measure_is_and_names_the_release(desk: Desk) -> None:
    desk.load(
        desk.lait(cla_values()),
        desk.dictionary(entry(Polarity="High", No_Quartile="N"), entry(Measure_short="Other", **{"Last Update": "45931"})),
    )
    (series,) = read_series(desk.store, ["LAC"])
    assert series.release == "lait-2026-04"
    assert (series.about.kind, series.about.polarity, series.about.too_narrow) == ("rate", "high", True)
    assert series.about.published_on == date(2026, 4, 1)


def test_a_dictionary_that_lies_beside_the_file_is_found(desk: Desk) -> None:
    desk.dictionary(entry())
    load = desk.load(desk.lait(cla_values()))
    assert load.datasets[0].release == "lait-2026-04"
    assert load.issues == ()


def test_without_a_dictionary_the_release_is_undated_and_said_to_be(desk: Desk) -> None:
    load = desk.load(desk.lait(cla_values()))
    assert load.datasets[0].release.startswith("lait-undated-")
    assert [issue.rule for issue in load.issues] == ["undated"]
    assert desk.load(desk.lait(cla_values("93")), release="lait-2024-11").datasets[0].release == "lait-2024-11"


def test_a_measure_that_the_dictionary_does_not_explain_is_an_issue(desk: Desk) -> None:
    load = desk.load(desk.lait(cla_values() | {("New", "2025", 970): "1"}), desk.dictionary(entry()))
    assert [issue.message for issue in load.issues] == ["The dictionary does not explain New."]


def test_of_two_entries_of_one_measure_the_later_update_holds(desk: Desk) -> None:
    desk.load(
        desk.lait(cla_values()),
        desk.dictionary(entry(Measure="Later"), entry(Measure="Earlier", **{"Last Update": "45931"})),
    )
    (series,) = read_series(desk.store, ["LAC"])
    assert series.about.name == "Later"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Amount", "does not know the header 'Amount' and misses the header 'Values'"),
        ("value", "does not know the header 'value'"),
    ],
)
def test_an_unknown_header_of_the_long_file_is_named(desk: Desk, header: str, message: str) -> None:
    columns = ("Short Desc", "Data item", "Years", "LA and Regions", header, "LA Number", "Region")
    with pytest.raises(InputError, match=message):
        desk.load(desk.lait(cla_values(), columns))


def test_an_unknown_header_of_the_dictionary_is_named(desk: Desk) -> None:
    path = desk.dictionary(entry())
    path.write_text(path.read_text().replace("Polarity", "Direction", 1))
    with pytest.raises(InputError, match="does not know the header 'Direction' and misses the header 'Polarity'"):
        desk.load(path)


def test_an_unknown_polarity_is_named(desk: Desk) -> None:
    with pytest.raises(InputError, match="the polarity 'Up' of LAC"):
        desk.load(desk.dictionary(entry(Polarity="Up")))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({("LAC", "2025", 343): "92"}, "no England row"),
        (
            cla_values() | {("PrevRegCPR", "2019", 970): "12"},
            "England's PrevRegCPR for 2019 is 12, and has long been settled as 20.8",
        ),
        (cla_values() | {("LAC", "2025", 970): "9"}, "England's LAC for 2025 is 9, below every authority"),
        ({}, "is empty"),
        (cla_values() | {("LAC", "2025", 343): "n/a"}, "'n/a' for LAC of area 343"),
    ],
)
def test_the_long_file_proves_itself_on_england(desk: Desk, values: dict[tuple[str, str, int], str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        desk.load(desk.lait(values))


def test_an_area_that_nobody_knows_is_left_out(desk: Desk) -> None:
    load = desk.load(desk.lait(cla_values() | {("LAC", "2025", 555): "1000"}), desk.dictionary(entry()))
    assert [issue.rule for issue in load.issues] == ["unknown-area"]
    (series,) = read_series(desk.store, ["LAC"])
    assert "555" not in series.cells["2025"]


def test_a_file_that_is_not_parquet_is_refused(desk: Desk) -> None:
    path = desk.folder / "long.parquet"
    path.write_text("not parquet")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        desk.load(path)


def test_seventeen_figures_of_a_float_are_read_as_the_decimal_they_mean(desk: Desk) -> None:
    desk.load(desk.lait(cla_values("512.20000000000005")), desk.dictionary(entry()))
    (series,) = read_series(desk.store, ["LAC"])
    assert repr(series.cells["2025"]["343"].value) == "512.2"


@pytest.mark.parametrize(
    ("axis", "kind"),
    [
        ("% of pupils", "percentage"),
        ("Rate per 10,000", "rate"),
        ("Number", "count"),
        ("Total cases", "count"),
        ("Average Score", "average"),
        ("Spend", "other"),
    ],
)
def test_the_axis_says_what_kind_of_figure_it_is(desk: Desk, axis: str, kind: str) -> None:
    desk.load(desk.lait(cla_values()), desk.dictionary(entry(y_axis_name=axis)))
    (series,) = read_series(desk.store, ["LAC"])
    assert series.about.kind == kind


def test_a_dictionary_without_measures_or_dates_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="is empty: it has a header and no measures"):
        desk.load(desk.dictionary())
    with pytest.raises(InputError, match="gives no date"):
        desk.load(desk.dictionary(entry(**{"Last Update": "New data"})))
