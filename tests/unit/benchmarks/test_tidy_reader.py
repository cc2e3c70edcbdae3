from __future__ import annotations

import pytest

from sightline.benchmarks.series import read_series
from sightline.errors import InputError
from tests.unit.benchmarks.conftest import GOOD_VISITS, Desk, tidy_row, visits


def late(desk: Desk) -> dict[str, tuple[float | None, str]]:
    (series,) = read_series(desk.store, ["made_up.late_percent"])
    return {area: (cell.value, cell.status) for area, cell in series.cells["2025"].items()}


def test_symbols_are_kept_as_status_and_never_as_numbers(desk: Desk) -> None:
    symbols = ("c", "k", "low", "u", "x", "z", "..", "-", "")
    codes = ("340", "341", "342", "350", "351", "352", "353", "354", "355")
    rows = [visits(code, "5", symbol, symbol) for code, symbol in zip(codes, symbols, strict=True)]
    desk.load(desk.visits(*GOOD_VISITS, *rows))
    found = late(desk)
    assert [found[code] for code in codes] == [*((None, symbol) for symbol in symbols[:-1]), (None, "blank")]
    assert found["343"] == (10.0, "")


def test_a_byte_order_mark_and_another_column_order_do_no_harm(desk: Desk) -> None:
    rows = [dict(reversed(row.items())) for row in GOOD_VISITS]
    desk.load(desk.visits(*rows, encoding="utf-8-sig"))
    assert late(desk)["343"] == (10.0, "")


def test_an_unknown_header_is_named(desk: Desk) -> None:
    rows = [{("late_pct" if name == "late_percent" else name): text for name, text in row.items()} for row in GOOD_VISITS]
    with pytest.raises(InputError) as error:
        desk.load(desk.visits(*rows))
    assert "visits.csv: the reader does not know the header 'late_pct' and misses the header 'late_percent'" in str(error.value)


def test_headers_that_no_release_has_are_named(desk: Desk) -> None:
    with pytest.raises(InputError, match="no column map of any release knows the headers 'category', 'puddles'"):
        desk.load(desk.visits(tidy_row("England", puddles="1")))


def test_a_file_that_lacks_a_common_column_is_refused_naming_it(desk: Desk) -> None:
    rows = [{name: text for name, text in row.items() if name != "old_la_code"} for row in GOOD_VISITS]
    with pytest.raises(InputError, match="misses the header 'old_la_code'"):
        desk.load(desk.visits(*rows))


@pytest.mark.parametrize(
    ("england", "message"),
    [
        (visits("England", "1010", "250", "25"), "England's visit_count for 2025 is '1010'"),
        (visits("England", "1000", "250", "24"), "England's late_percent for 2025 is '24'"),
        (visits("England", "1000", "400", "25"), r"late_count over visit_count gives 40\.00"),
        (visits("England", "c", "250", "25"), "England's visit_count for 2025 is 'c'"),
    ],
)
def test_a_file_proves_itself_on_england(desk: Desk, england: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        desk.load(desk.visits(england, *GOOD_VISITS[1:]))


def test_a_file_without_england_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="no England row for 2025"):
        desk.load(desk.visits(*GOOD_VISITS[1:]))


def test_a_moved_column_is_found_in_an_earlier_year_too(desk: Desk) -> None:
    with pytest.raises(InputError, match="line 7: England's late_percent for 2019 is 60"):
        desk.load(desk.visits(*GOOD_VISITS, visits("England", "500", "50", "60", "2019")))


def test_another_vintage_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"ends with 2026.*Vintages are not mixed"):
        desk.load(desk.visits(*GOOD_VISITS, visits("England", "1000", "250", "25", "2026")))


def test_two_kinds_of_year_are_refused(desk: Desk) -> None:
    other = GOOD_VISITS[2] | {"time_identifier": "Calendar year", "time_period": "2024"}
    with pytest.raises(InputError, match="Calendar year, Reporting year"):
        desk.load(desk.visits(*GOOD_VISITS, other))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"geographic_level": "Ward"}, "line 4: geographic level 'Ward' is not known"),
        ({"time_period": "last year"}, "line 4: time period 'last year' is not a year"),
        ({"late_percent": "ten"}, "line 4: 'ten' for made_up.late_percent of area 343 is neither a number nor a symbol"),
        ({"late_percent": "nan"}, "'nan' for made_up.late_percent"),
        ({"late_percent": "1,000"}, "'1,000' for made_up.late_percent"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(desk: Desk, change: dict[str, str], message: str) -> None:
    rows = [row | change if row["old_la_code"] == "343" else row for row in GOOD_VISITS]
    with pytest.raises(InputError, match=message):
        desk.load(desk.visits(*rows))


def test_an_unknown_area_is_an_issue_and_the_rest_is_loaded(desk: Desk) -> None:
    load = desk.load(desk.visits(*GOOD_VISITS, visits("999", "1", "1", "100")))
    assert (load.issues[0].rule, load.issues[0].severity) == ("unknown-area", "error")
    assert "'999' (line 7)" in load.issues[0].message
    assert set(late(desk)) == {"E92000001", "E12000002", "343", "344", "888"}


def test_a_row_that_stands_twice_is_an_issue_and_one_that_differs_an_error(desk: Desk) -> None:
    load = desk.load(desk.visits(*GOOD_VISITS, GOOD_VISITS[2]))
    assert load.issues[0].rule == "duplicate-row"
    assert late(desk)["343"] == (10.0, "")
    with pytest.raises(InputError, match=r"lines 4 and 7: two different values of made_up\.late"):
        desk.load(desk.visits(*GOOD_VISITS, visits("343", "100", "11", "11")))


def test_two_authorities_that_return_one_figure(desk: Desk) -> None:
    desk.load(desk.visits(*GOOD_VISITS, visits("314 / 318", "80", "8", "10")))
    found = late(desk)
    assert (found["314"], found["318"]) == ((10.0, ""), (10.0, ""))
    (counts,) = read_series(desk.store, ["made_up.visits"])
    assert counts.cells["2025"]["314"] == (None, "joint")


@pytest.mark.parametrize("text", ["", "time_period,visit_count\n"])
def test_an_empty_file_is_refused(desk: Desk, text: str) -> None:
    path = desk.folder / "empty.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"empty\.csv is empty"):
        desk.load(path)


def test_a_file_in_another_encoding_is_refused(desk: Desk) -> None:
    path = desk.folder / "latin.csv"
    path.write_bytes("time_period,café\n2025,1\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        desk.load(path)


def test_a_repeated_header_is_refused(desk: Desk) -> None:
    path = desk.folder / "twice.csv"
    path.write_text("time_period,time_period\n2025,2025\n")
    with pytest.raises(InputError, match="'time_period' more than once"):
        desk.load(path)


def test_a_row_with_too_many_cells_is_refused(desk: Desk) -> None:
    path = desk.visits()
    path.write_text(path.read_text() + ",".join(["x"] * 40) + "\n")
    with pytest.raises(InputError, match=r"visits\.csv cannot be read as CSV"):
        desk.load(path)


def test_academic_years_are_labelled_as_people_write_them(desk: Desk) -> None:
    early = visits("343", "4", "1", "25") | {"time_period": "201819"}
    desk.load(desk.visits(*GOOD_VISITS, early))
    (series,) = read_series(desk.store, ["made_up.late_percent"])
    assert series.periods == ("2018-19", "2025")
