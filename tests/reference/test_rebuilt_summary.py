"""A council's summary page of March 2019, rebuilt from its own monthly pages and compared cell by cell.

Months, year to date, rates, both directions of travel, ratings and four benchmark columns. Every difference is listed with
its reason; a difference that is not listed, or one that has gone, fails. Colours of ratings were lost in print, so ratings
are compared with a plain reading of the three printed bands.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from sightline.benchmarks.models import Benchmark
from sightline.judgement.direction import ArrowMode, Movement, Travel, direction_of_travel
from sightline.judgement.judge import judge_all
from sightline.judgement.judgements import Grounds
from sightline.judgement.polarity import Polarity, sign_of
from sightline.judgement.position import find_position
from sightline.judgement.series import IndicatorTerms, SeriesKey, SeriesTable
from sightline.judgement.target_readers import targets_from_rows
from sightline.judgement.tolerance import Basis, Rating, Targets
from sightline.observations.history import ToDateBasis, year_to_date
from sightline.observations.history_readers import read_history, shipped_map
from sightline.vocabulary.numbers import rate, round_half_away
from sightline.vocabulary.periods import Month, Window
from tests.reference.published import SUMMARY_MONTHS, decimals
from tests.reference.test_published_targets import ROTHERHAM_POLARITY, rotherham_targets

pytestmark = pytest.mark.reference

MARCH = Month(2019, 3)
# The one whole number that all rates of these four months imply (notes of the tables).
POPULATION = 56_947
BENCHMARKS = {"sn_ave": "sn_mean", "best_sn": "best_sn", "nat_ave": "england", "nat_top_quartile": "top_quartile"}

# Measures whose topic page could not be read: their months exist on the summary only. 6.14 is given by school term.
WITHOUT_A_PAGE = {
    *("3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "4.4", "5.1", "5.6", "5.7", "5.8", "5.9", "5.10", "5.11", "5.12"),
    *("6.14", "7.1", "7.2", "7.3", "7.4", "7.5"),
}
# (measure, cell): what is rebuilt, what is printed, why they differ.
CELL_DIFFERENCES = {
    ("1.2", "m2019_03"): (None, "76.0", "the cell was lost from the monthly page"),
    ("1.2", "ytd"): (None, "81.0", "two of its months were lost, so the year cannot be pooled"),
    ("5.5", "m2019_03"): (77.4, "", "the cell was lost from the summary; the page prints 77.4"),
    ("1.6", "ytd"): (98.4, "98.2", "the months make 4,101 of 4,169; the printed year does not follow from them"),
}
DIRECTION_DIFFERENCES = {
    ("11.3", "yoy"): (
        "down",
        "up",
        "the highest caseload rose from 30 to 33 where low is good: the printed arrow has no polarity",
    ),
    ("11.4", "yoy"): (
        "down",
        "up",
        "the highest caseload rose from 18 to 23 where low is good: the printed arrow has no polarity",
    ),
}


@pytest.fixture(scope="module")
def summary(table):
    return table("rotherham_summary.csv")


@pytest.fixture(scope="module")
def pages(reference):
    path = reference / "reference" / "tables" / "rotherham_monthly.csv"
    return read_history(path, layout=shipped_map("monthly_report"))


@pytest.fixture(scope="module")
def rebuilt(pages):
    """The pages' rows, with counts that the pages do not print worked out from those that they do."""
    rows = {(row.indicator, row.window, row.group, row.period): row for row in pages.rows}

    def count(indicator, period):
        row = rows.get((indicator, "month", "", period))
        return None if row is None else row.value

    for period in {row.period for row in pages.rows if row.month is not None}:
        sources = [
            r
            for r in pages.rows
            if (r.indicator, r.breakdown, r.period) == ("contacts-to-referral-count", "source_group", period)
        ]
        to_referral = sum(row.value for row in sources)
        template = rows["contacts-received", "month", "", period]
        rows["contacts-to-referral-count", "month", "", period] = replace(
            template, indicator="contacts-to-referral-count", value=to_referral, numerator=to_referral
        )
        for indicator, above, below in [
            ("contacts-to-referral-rate", to_referral, template.value),
            ("adoptions-12m-of-adm-pct", count("adoptions-12m-of-adm", period), count("adoptions-count", period)),
            ("cla-ceased-adopted-pct", count("adoptions-count", period), count("cla-ceased", period)),
        ]:
            rows[indicator, "month", "", period] = replace(template, indicator=indicator, unit="%", **share(above, below))
        for indicator, of in [
            ("referrals-to-assessment", "referrals-received"),
            ("assessments-45-days-from-referral", "assessments-completed-new"),
            ("cla-ceased-permanence-pct", "cla-ceased"),
            ("cla-ceased-sgo-pct", "cla-ceased"),
        ]:
            key = (indicator, "month", "", period)
            rows[key] = replace(rows[key], **share(only_numerator(rows[key], count(of, period)), count(of, period)))
    return list(rows.values())


def share(above, below):
    value = 100 * above / below if above is not None and below else None
    return {"numerator": above, "denominator": below, "value": value}


def only_numerator(row, whole):
    """The one whole number that rounds to the printed percentage, or None where there is none or more than one."""
    possible = [n for n in range(int(whole) + 1) if round_half_away(100 * n / whole, row.decimals) == row.value]
    return possible[0] if len(possible) == 1 else None


def figure(row):
    """A row's value, from its numerator and denominator where it has both."""
    if row is None:
        return None
    if row.unit == "%" and row.numerator is not None and row.denominator:
        return 100 * row.numerator / row.denominator
    return row.value


def compared(summary, rebuild):
    """Differences, and how many cells agree, over (measure, cell) pairs that `rebuild` gives."""
    differences, agree = {}, 0
    for printed in summary:
        for column, value in rebuild(printed).items():
            text = printed[column]
            shown = None if value is None else round_half_away(value, decimals(text) if text else 1)
            if shown is None and not text:
                continue
            if shown is not None and text and shown == float(text):
                agree += 1
            else:
                differences[printed["no"], column] = (shown, text)
    return differences, agree


def test_months_and_years_to_date(summary, rebuilt):
    layout = shipped_map("monthly_report")
    held = {(row.indicator, row.window, row.group, row.period): row for row in rebuilt}
    not_pooled = set()

    def rebuild(printed):
        if printed["no"] in WITHOUT_A_PAGE:
            return {}
        mapped = layout.find(printed["no"], "")
        cells = {
            column: figure(held.get((mapped.indicator, mapped.window, mapped.group, period)))
            for column, period in SUMMARY_MONTHS.items()
        }
        if mapped.window == "month":
            year = year_to_date(rebuilt, mapped.indicator, MARCH)
            cells["ytd"] = year.value
            if year.basis is not ToDateBasis.POOLED:
                not_pooled.add(printed["no"])
        return cells

    differences, agree = compared(summary, rebuild)
    assert differences == {key: (ours, theirs) for key, (ours, theirs, _) in CELL_DIFFERENCES.items()}
    assert agree == 301
    # All others come from their months. Conferences lost their November, so their year is as printed; 1.7 has no year.
    assert not_pooled == {"1.2", "1.7", "5.4", "5.5"}


def test_the_year_that_does_not_follow_is_the_one_the_checks_find(rebuilt):
    year = year_to_date(rebuilt, "referrals-to-assessment", MARCH)
    assert (year.numerator, year.denominator, year.basis) == (4101, 4169, ToDateBasis.POOLED)


def test_rates_from_counts_and_one_population(summary, rebuilt):
    """1.5, 5.3 and 6.2 from the counts of their pages; 3.3, 4.3 and 5.6 from the counts that only the summary prints."""
    held = {(row.indicator, row.window, row.period): row.value for row in rebuilt}
    from_pages = {
        "1.5": ("referrals-received", "rolling_12"),
        "5.3": ("icpc-count", "rolling_12"),
        "6.2": ("cla-count", "snapshot"),
    }
    from_summary = {"3.3": "3.2", "4.3": "4.2", "5.6": "5.1"}
    by_number = {printed["no"]: printed for printed in summary}

    def rebuild(printed):
        number = printed["no"]
        if number in from_pages:
            return {c: rate(held[(*from_pages[number], period)], POPULATION) for c, period in SUMMARY_MONTHS.items()}
        if number in from_summary:
            return {c: rate(float(by_number[from_summary[number]][c]), POPULATION) for c in SUMMARY_MONTHS}
        return {}

    differences, agree = compared(summary, rebuild)
    assert differences == {}
    assert agree == 24


def test_both_directions_of_travel(summary):
    """Plain arrows. Printed ones show better or worse where there is a polarity, and the number's movement elsewhere."""
    differences, agree, unreadable = {}, 0, 0
    for printed in summary:
        latest = printed["ytd"] or printed["m2019_03"] or mending(printed)
        for kind, current, earlier in (
            ("mom", printed["m2019_03"] or mending(printed), printed["m2019_02"]),
            ("yoy", latest, printed["y2017_18"]),
        ):
            if printed[f"dot_{kind}_conf"] in {"missing", "unreadable"}:
                unreadable += 1
                continue
            ours, theirs = arrow(printed, current, earlier), printed[f"dot_{kind}_symbol"]
            if ours == theirs:
                agree += 1
            else:
                differences[printed["no"], kind] = (ours, theirs)
    assert differences == {key: (ours, theirs) for key, (ours, theirs, _) in DIRECTION_DIFFERENCES.items()}
    assert (agree, unreadable) == (161, 17)


def mending(printed):
    """5.5 in March 2019 was lost from the summary; its page prints it."""
    return "77.4" if printed["no"] == "5.5" else ""


def arrow(printed, current, earlier):
    polarity = Polarity(ROTHERHAM_POLARITY.get(printed["good_is"], "neutral"))
    # A range is read off the number's movement, and so is "within limits (low)".
    sign = sign_of(polarity) if printed["good_is"] in {"High", "Low"} else 0
    places = max(decimals(current), decimals(earlier))
    held = direction_of_travel(
        *(float(text) if text else None for text in (current, earlier)),
        sign,
        since="before",
        decimals=places,
        mode=ArrowMode.PLAIN,
    )
    if held.movement is Movement.NOT_COMPARED:
        return ""
    if sign and held.movement is not Movement.SAME:
        return {Travel.IMPROVING: "up", Travel.WORSENING: "down"}[held.travel]
    return held.arrow


def plain_rating(printed, shown):
    """A twin of the ratings: each printed cell read as a condition, the best one that holds."""
    if not printed["target_green"] or printed["target_green"] == "n/a" or shown is None:
        return Rating.NOT_JUDGED
    if " of " in printed["target_green"]:
        within, centre = map(float, re.findall(r"[\d.]+", printed["target_green"]))
        away = round(abs(shown - centre), 6)
        return Rating.MET if away <= within else Rating.NEAR if away <= 15 else Rating.NOT_MET
    if re.fullmatch(r"\d+-\d+", printed["target_green"]):
        low, high = map(int, printed["target_green"].split("-"))
        return Rating.MET if low <= shown <= high else Rating.NEAR if low - 1 <= shown <= high + 1 else Rating.NOT_MET
    for column, rating in (("target_green", Rating.MET), ("target_amber", Rating.NEAR), ("target_red", Rating.NOT_MET)):
        if printed[column] and holds(printed[column], shown, printed["good_is"]):
            return rating
    return Rating.NOT_MET


def holds(cell, shown, good_is):
    number = float(re.search(r"[\d.]+", cell)[0])
    if "<" in cell:
        return shown < number
    if cell[-1] in "+>":
        return shown >= number
    return shown <= number if good_is.startswith("Low") else shown >= number


def test_ratings_in_month_and_at_year_end(summary, table):
    rows = [(where, {**row, "applies_to": "authority"}) for where, row in rotherham_targets(table)]
    both = [(where, {**row, "basis": basis}) for where, row in rows for basis in ("month", "year_end")]
    targets = Targets(targets_from_rows(both).targets)
    rated = 0
    for printed in summary:
        for basis, text in (
            (Basis.MONTH, printed["m2019_03"] or mending(printed)),
            (Basis.YEAR_END, printed["ytd"] or printed["m2019_03"] or mending(printed)),
        ):
            value = float(text) if text else None
            key = SeriesKey(printed["no"], Window.MONTH)
            terms = {printed["no"]: IndicatorTerms("", decimals(text), Polarity.NEUTRAL)}
            column = np.array([[np.nan if value is None else value]])
            judged = judge_all(
                SeriesTable((key,), (MARCH,), column * np.nan, column * np.nan, column, terms), Grounds(targets=targets)
            ).at(0, 0)
            assert judged.rating(basis) is plain_rating(printed, value), printed["no"]
            rated += judged.rating(basis) is not Rating.NOT_JUDGED
    assert rated == 91


@pytest.mark.parametrize(
    ("number", "month", "year_end"),
    [
        ("1.2", Rating.NOT_MET, Rating.NOT_MET),  # 76.0 and 81.0 of 95+
        ("1.6", Rating.MET, Rating.MET),  # 98.3 of 86+
        ("1.7", Rating.NEAR, Rating.NEAR),  # 24.0, below 26 and not below 23
        ("3.3", Rating.NOT_MET, Rating.NOT_MET),  # 383.2, far from 158.8
        ("5.5", Rating.NOT_MET, Rating.NEAR),  # 77.4 and 86.8 of 85 and 90
        ("6.9", Rating.NOT_MET, Rating.NOT_MET),  # 0.0 and 12.6 of 20
        ("10.3", Rating.NOT_JUDGED, Rating.NOT_MET),  # no adoption in March; 34.4 of 85
        ("11.5a", Rating.MET, Rating.MET),  # 19.4 within 14 to 20
        ("11.9", Rating.NOT_JUDGED, Rating.NOT_JUDGED),  # the team was disbanded
    ],
)
def test_ratings_read_by_hand(summary, number, month, year_end):
    printed = next(row for row in summary if row["no"] == number)
    in_month = printed["m2019_03"] or mending(printed)
    at_end = printed["ytd"] or in_month
    shown = [float(text) if text else None for text in (in_month, at_end)]
    assert [plain_rating(printed, value) for value in shown] == [month, year_end]


def test_the_four_benchmark_columns(summary, pages):
    """The comparators printed on each page, as benchmarks, against those of the summary."""
    rows = {}
    for b in pages.benchmarks:
        version = "as printed" if b.statistic in {"sn_mean", "best_sn"} else ""
        row = Benchmark(b.indicator, b.measure, "372", "as printed", "2019", version, b.statistic, b.value, "")
        rows.setdefault(b.measure, []).append(row)

    def rebuild(printed):
        position = find_position(rows.get(printed["no"], ()))
        if position is None:
            return {}
        return {column: position.statistics.get(statistic) for column, statistic in BENCHMARKS.items()}

    differences, agree = compared(summary, rebuild)
    assert differences == {}
    # Four columns less the top quartile of rates, which is left blank on purpose.
    assert agree == 45
    without = {p["no"] for p in summary if any(p[column] for column in BENCHMARKS)} - set(rows)
    assert without <= WITHOUT_A_PAGE | {"6.9"}
