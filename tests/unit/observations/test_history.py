"""Supplied series: reading, keeping, pooling to a year, and what has changed since it was published."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from sightline.errors import InputError, StoreError
from sightline.intake.ownership import ownership
from sightline.intake.store import Store
from sightline.observations.history import (
    WINDOWS,
    Cause,
    Figure,
    FigureKey,
    HistoryRow,
    ToDateBasis,
    find_restatements,
    monthly_series,
    read_period,
    year_to_date,
)
from sightline.observations.history_readers import NEEDED, OPTIONAL, read_history, read_map, shipped_map
from sightline.observations.history_store import HistoryStore
from sightline.vocabulary.periods import Month, Period

TIDY = """\
indicator,period,window,unit,breakdown,numerator,denominator,value,source,owner
cla-reviews-timely,2018-04,month,%,,119,139,,report,AB
cla-reviews-timely,2018-05,month,%,,131,162,80.9,report,AB
contacts-received,2018-04,month,count,,,,"1,342",report,AB
cla-count,2018/19,snapshot,count,,,,643,report,AB
nothing-of-ours,2018-04,month,count,,,,7,report,AB
pledge,Autumn Term 2018,term,%,,,,-,survey,AB
"""
LOADED_AT = datetime(2026, 11, 20, 9, 30)


def written(tmp_path, text, name="series.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tidy_file(tmp_path):
    held = read_history(written(tmp_path, TIDY), known={"cla-reviews-timely", "contacts-received", "cla-count", "pledge"})
    april, may, contacts, looked_after, pledge = held.rows
    assert april.value == pytest.approx(85.6115, abs=1e-4)
    assert (may.value, may.decimals, may.owner, may.line) == (80.9, 1, "AB", "series.csv, line 3")
    assert contacts.value == contacts.numerator == 1342
    assert looked_after.days == Period(date(2018, 4, 1), date(2019, 3, 31))
    assert pledge.value is None
    assert [row.indicator for row in held.without_indicator] == ["nothing-of-ours"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x,2018-13,month,%,,,,1,report,", "'2018-13' is not a period. Write a month as 2018-04"),
        ("x,2018/20,ytd,%,,,,1,report,", "2018 is followed by 19"),
        ("x,2018-04,weekly,%,,,,1,report,", "'weekly' is not a window"),
        ("x,2018-04,month,%,,,,many,report,", "value 'many' is not a number"),
        ("x,2018-04,month,%,,,,1,,", "the source is missing"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, says):
    header = TIDY.splitlines()[0]
    with pytest.raises(InputError, match="series.csv, line 2") as problem:
        read_history(written(tmp_path, f"{header}\n{line}\n"))
    assert says in str(problem.value)


def test_the_same_figure_twice_an_empty_file_and_a_missing_column(tmp_path):
    twice = TIDY + "contacts-received,2018-04,month,count,,,,1343,report,AB\n"
    with pytest.raises(InputError, match="line 8: the same figure is given at series.csv, line 4"):
        read_history(written(tmp_path, twice))
    with pytest.raises(InputError, match="holds no figures"):
        read_history(written(tmp_path, TIDY.splitlines()[0] + "\n"))
    with pytest.raises(InputError, match="has no column indicator"):
        read_history(written(tmp_path, "period,value\n2018-04,1\n"))
    with pytest.raises(InputError, match="cannot be read"):
        read_history(tmp_path / "absent.csv")


MAP = """\
name: mine
source: tracker
columns: {measure: "no", name: title, period: when, period_kind: kind, unit: unit, value: figure}
period_kinds: {M: month, Y: year, B: benchmark}
comparators: {NATIONAL: england}
measures:
  - {measure: "6.1", indicator: cla-count, window: snapshot}
  - {measure: "6.3", indicator: cla-started, window: month}
  - {name: Visits to children, indicator: visits, window: month}
"""
LAYOUT = """\
no,title,when,kind,unit,figure
6.1,Looked after,2018-04,M,count,619
6.3,Admissions,2017/18,Y,count,330
,Visits to children,2018-04,M,percent,98.3
6.1,Looked after,NATIONAL,B,count,64
9.9,Something else,2018-04,M,count,3
"""


def test_another_layout_through_a_map(tmp_path):
    held = read_history(written(tmp_path, LAYOUT), layout=read_map(MAP, "mine.yaml"))
    stock, started, visits = held.rows
    assert (stock.indicator, stock.window, stock.value, stock.source) == ("cla-count", "snapshot", 619, "tracker")
    # The outturn of a monthly flow is its year to date at the end of March.
    assert (started.window, started.period) == ("ytd", "2017/18")
    assert (visits.unit, visits.measure) == ("%", "")
    assert [(row.measure, row.name) for row in held.without_indicator] == [("9.9", "Something else")]
    (england,) = held.benchmarks
    assert (england.statistic, england.value, england.indicator) == ("england", 64, "cla-count")


def test_what_is_wrong_with_a_map_or_its_lines(tmp_path):
    with pytest.raises(InputError, match=r"mine.yaml is not a map of history:\nmeasures: Field required"):
        read_map("name: x\nsource: y\ncolumns: {}\n", "mine.yaml")
    with pytest.raises(InputError, match="is not YAML"):
        read_map("[", "mine.yaml")
    with pytest.raises(InputError, match="There is no map 'yours'. There is: monthly_report"):
        shipped_map("yours")
    layout = read_map(MAP, "mine.yaml")
    with pytest.raises(InputError, match="'W' is not a kind of period"):
        read_history(written(tmp_path, LAYOUT.replace(",M,count,619", ",W,count,619")), layout=layout)
    with pytest.raises(InputError, match="'EUROPE' is not a comparator"):
        read_history(written(tmp_path, LAYOUT.replace("NATIONAL", "EUROPE")), layout=layout)


def row(period, value=None, n=None, d=None, *, indicator="x", window="month", unit="%"):
    return HistoryRow(indicator, window, period, unit, value, n, d)


def year(value=None, n=None, d=None, unit="%", months=12):
    return [row(str(Month(2018, 4).shift(m)), value, n, d, unit=unit) for m in range(months)]


def test_a_year_is_pooled_from_its_months_and_never_averaged():
    months = [row("2018-04", 50.0, 1, 2), row("2018-05", 90.0, 90, 100)]
    held = year_to_date(months, "x", Month(2018, 5))
    assert (held.numerator, held.denominator, held.basis) == (91, 102, ToDateBasis.POOLED)
    assert held.value == pytest.approx(100 * 91 / 102)
    counts = year_to_date(year(10, unit="count"), "x", Month(2019, 3))
    assert (counts.value, counts.basis) == (120, ToDateBasis.POOLED)


def test_where_the_months_do_not_pool_the_printed_figure_is_used_and_marked():
    printed = row("YTD 2018/19", 81.1, window="ytd")
    held = year_to_date([*year(80.0), printed], "x", Month(2019, 3))
    assert (held.value, held.basis) == (81.1, ToDateBasis.AS_PRINTED)
    # A printed year to date reaches to the report's own month and to no other.
    assert year_to_date([*year(80.0), printed], "x", Month(2019, 2)).basis is ToDateBasis.NONE
    lost = [r for r in year(10, unit="count") if r.period != "2018-08"]
    assert year_to_date([*lost, printed], "x", Month(2019, 3)).basis is ToDateBasis.AS_PRINTED


def test_a_stock_has_no_year_to_date():
    stock = [row(str(Month(2018, 4).shift(m)), 600, unit="count", window="snapshot") for m in range(12)]
    held = year_to_date(stock, "x", Month(2019, 3))
    assert (held.value, held.basis) == (None, ToDateBasis.NONE)


def test_a_monthly_series_is_in_order_and_of_one_window():
    rows = [row("2018-05", 2.0), row("2018-04", 1.0), row("2018-04", 9.0, window="rolling_12"), row("2017/18", 3.0)]
    assert [(f.month, f.value) for f in monthly_series(rows, "x", "month")] == [
        (Month(2018, 4), 1.0),
        (Month(2018, 5), 2.0),
    ]


def test_periods_that_may_be_written():
    assert read_period("2018-04") == Period(date(2018, 4, 1), date(2018, 4, 30))
    assert read_period("1999/00").last == date(2000, 3, 31)
    assert read_period("Summer Term 2018") == Period(date(2018, 4, 1), date(2018, 8, 31))
    with pytest.raises(ValueError, match="Write a month as"):
        read_period("last year")


def keep(tmp_path, rows, authority="372", name="report", **options):
    options = {"owner": "AB", "loaded_at": LOADED_AT, **options}
    return HistoryStore(tmp_path).keep(name, rows, authority=authority, **options)


def test_series_are_kept_and_read_back_as_they_were(tmp_path):
    rows = tuple(read_history(written(tmp_path, TIDY)).rows)
    load = keep(tmp_path, rows, stale_after=date(2026, 12, 31))
    assert HistoryStore(tmp_path).rows("report") == rows
    assert (load.owner, load.loaded_at, load.rows) == ("AB", LOADED_AT, 6)
    assert not load.is_stale(date(2026, 12, 31))
    assert load.is_stale(date(2027, 1, 1))
    assert HistoryStore(tmp_path).names() == ["report"]


def test_a_second_load_lies_beside_the_first_and_the_same_rows_are_one_load(tmp_path):
    first = keep(tmp_path, [row("2018-04", 1.0)])
    again = keep(tmp_path, [row("2018-04", 1.0)], loaded_at=datetime(2027, 1, 1))
    assert again == first
    second = keep(tmp_path, [row("2018-04", 2.0)])
    assert second.load_id != first.load_id
    assert (tmp_path / "history" / "report" / first.load_id / "series.parquet").is_file()
    assert HistoryStore(tmp_path).rows("report")[0].value == 2.0


def test_another_authoritys_series_are_refused_and_nothing_is_lost(tmp_path):
    keep(tmp_path, [row("2018-04", 1.0)])
    with pytest.raises(StoreError, match="is that of 372, not of 343"):
        keep(tmp_path, [row("2018-04", 2.0)], authority="343")
    assert HistoryStore(tmp_path).rows("report")[0].value == 1.0
    owned = tmp_path / "owned"
    Store(owned).init(ownership("343"))
    with pytest.raises(StoreError, match="belongs to Sefton"):
        keep(owned, [row("2018-04", 1.0)])


def test_what_cannot_be_kept_or_found(tmp_path):
    with pytest.raises(InputError, match="no figures to keep"):
        keep(tmp_path, [])
    with pytest.raises(InputError, match="cannot name a folder"):
        keep(tmp_path, [row("2018-04", 1.0)], name="../elsewhere")
    with pytest.raises(StoreError, match="There is no history 'report'"):
        HistoryStore(tmp_path).load("report")
    load = keep(tmp_path, [row("2018-04", 1.0)])
    (tmp_path / "history" / "report" / load.load_id / "series.parquet").write_text("not parquet")
    with pytest.raises(StoreError, match="damaged. Load its file again"):
        HistoryStore(tmp_path).rows("report")
    (tmp_path / "history" / "report" / load.load_id / "load.json").write_text(json.dumps({}))
    with pytest.raises(StoreError, match="damaged"):
        HistoryStore(tmp_path).load("report")


KEY = FigureKey("x", "month", "2019-03")


@pytest.mark.parametrize(
    ("then", "now", "cause"),
    [
        (Figure(50.0, 5, 10), Figure(54.5, 6, 11), Cause.LATE_RECORDING),
        (Figure(50.0, 5, 10), Figure(40.0, 4, 10), Cause.CORRECTION),
        (Figure(50.0, 5, 10), Figure(60.0, 6, 10, definition_version=2), Cause.DEFINITION),
        (Figure(90.0, 50, population=5600), Figure(89.0, 50, population=5690), Cause.POPULATION),
        (Figure(50.0, 5, 10, program_version="1"), Figure(51.0, 5, 10, program_version="2"), Cause.CODE),
        (Figure(50.0, 5, 10), Figure(None), Cause.CORRECTION),
    ],
)
def test_a_changed_figure_is_listed_with_a_likely_cause(then, now, cause):
    published = {KEY: (then, date(2019, 4, 10))}
    (found,) = find_restatements(published, {KEY: now} if now.value is not None else {}, {"x": 1})
    assert (found.key, found.published, found.now, found.proposed) == (KEY, then, now, cause)
    assert not found.is_confirmed


def test_a_person_confirms_the_cause_and_the_program_never_does():
    published = {KEY: (Figure(50.0, 5, 10), date(2019, 4, 10))}
    (found,) = find_restatements(published, {KEY: Figure(54.5, 6, 11)}, {"x": 1})
    confirmed = found.confirm(Cause.CODE, by="AB", on=date(2019, 5, 1))
    assert (confirmed.cause, confirmed.confirmed_by, confirmed.proposed) == (Cause.CODE, "AB", Cause.LATE_RECORDING)
    with pytest.raises(ValueError, match="name of the person"):
        found.confirm(Cause.CODE, by=" ", on=date(2019, 5, 1))


def test_a_difference_that_nobody_would_see_is_not_a_restatement():
    published = {KEY: (Figure(50.01, 5, 10), date(2019, 4, 10))}
    assert find_restatements(published, {KEY: Figure(50.02, 5, 10)}, {"x": 1}) == []
    # The same percentage of other children is one.
    assert len(find_restatements(published, {KEY: Figure(50.01, 10, 20)}, {"x": 1})) == 1


PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "history.md").read_text(encoding="utf-8")


def test_the_page_names_every_column_and_window_and_its_map_is_one():
    columns = PAGE.split("## The tidy file")[1].split("## ")[0]
    first_cells = [line.split("|")[1] for line in columns.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z_]+)`", "".join(first_cells))) == {*NEEDED, *OPTIONAL}
    (windows,) = [line for line in columns.splitlines() if line.startswith("| `window`")]
    assert set(WINDOWS) <= set(re.findall(r"`([a-z_0-9]+)`", windows))
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert read_map(example, "history.md").find("9.3", "").indicator == "foster-households"
