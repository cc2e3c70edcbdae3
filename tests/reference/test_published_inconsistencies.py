"""The checks on tables that two councils published: they find what readers found by eye, and raise no false alarm.

Each expected finding carries the number it has in reference/inconsistencies.md. Two of that list lie beyond tables: the
flows and stock of child protection (R16) are printed as rates only, and repeated annual values (R21) may be true.
"""

from __future__ import annotations

import pytest

from sightline.judgement.consistency import check_consistency, check_numbering
from sightline.judgement.relations import CountAndRate, OnePopulation, Relations, shipped_relations
from sightline.observations.history_readers import read_history, shipped_map
from tests.reference.published import sefton_board, sefton_quarters, summary_rows

pytestmark = pytest.mark.reference


def months(*short):
    return [f"20{text}" for text in short]


def each(check, indicator, *periods):
    return {(check, indicator, period) for period in periods}


LOOKED_AFTER_MONTHS = months("18-04", "18-05", "18-07", "18-10", "18-11", "19-01", "19-02", "19-03")
VISIT_MONTHS = months("18-01", "18-03", "18-04", "18-05", "18-07", "18-08", "18-09", "18-11", "19-01", "19-02")

# What the monthly pages alone show.
ON_THE_PAGES = {
    "R01": each("year_to_date", "referrals-to-assessment", "YTD 2018/19"),
    "R02": each("rolling_year", "icpc-count", "2019-02", "2019-03"),
    "R03": each("denominators_agree", "cla-commissioned-placement", "2015/16", "2017/18"),
    "R05": each("one_population", "population", "2018-06"),
    "R09": each("whole_number", "contacts-to-referral-count", "2016/17"),
    "R10": each("parts_make_whole", "s47-completed", "2016/17"),
    "R11": each("stock_and_flow", "cla-count", *LOOKED_AFTER_MONTHS),
    "R12": each("stock_and_flow", "foster-households", *months("18-04", "18-05", "18-07", "18-12")),
    "R13": each("part_within_whole", "cla-visits-uptodate", *VISIT_MONTHS),
    "R14": each("whole_children", "cla-placed-with-parents", *months("18-01", "18-02")),
    "R15": each("whole_children", "cla-ceased-permanence-pct", *months("18-02", "18-03"))
    | each("whole_children", "cla-ceased-sgo-pct", *months("18-02", "18-03")),
    "R18": each("average", "adoption-a1-mean", "2019-03") | each("average", "adoption-a2-mean", "2019-03"),
    "R25": each("period_label", "cla-pep-up-to-date-termly", "Autumn Term 2019"),
}
# What appears once the summary page, which has measures of its own, is laid beside them.
WITH_THE_SUMMARY = {
    "R06, R07": each("one_population", "population", "2014/15", "2016/17"),
    "R08": each("parts_make_whole", "cin-incl-cpp-count", "2014/15", "2015/16"),
    "R09": each("parts_make_whole", "contacts-to-referral-count", "2016/17"),
    "R17": each("percentage", "contacts-to-referral-rate", "2015/16"),
    "R22": each("whole_number", "caseload-max", "2015/16") | each("whole_number", "caseload-max-cla", "2015/16"),
}


def all_of(expected):
    return set().union(*expected.values())


@pytest.fixture(scope="module")
def pages(reference):
    path = reference / "reference" / "tables" / "rotherham_monthly.csv"
    return read_history(path, layout=shipped_map("monthly_report")).rows


def found(rows, relations=None):
    return {(f.check, f.indicator, f.period) for f in check_consistency(rows, relations or shipped_relations())}


def test_the_monthly_pages_every_inconsistency_and_no_false_alarm(pages):
    assert found(pages) == all_of(ON_THE_PAGES)


def test_the_summary_beside_the_pages_every_inconsistency_and_no_false_alarm(pages, table):
    assert found([*pages, *summary_rows(table)]) == all_of(ON_THE_PAGES) | all_of(WITH_THE_SUMMARY)


def test_the_sentences_give_the_figures(pages, table):
    said = {(f.check, f.indicator, f.period): f for f in check_consistency([*pages, *summary_rows(table)], shipped_relations())}
    year = said["year_to_date", "referrals-to-assessment", "YTD 2018/19"]
    assert year.sentence == "The months make 98.37%, but 98.2% is given."
    assert year.rows[0].startswith("rotherham_monthly.csv, line ")
    assert said["parts_make_whole", "contacts-to-referral-count", "2016/17"].sentence == (
        "The parts add up to 4,331.8, but the whole is given as 4,411."
    )
    assert "3 populations" in said["one_population", "population", "2014/15"].sentence
    assert "2 populations" in said["one_population", "population", "2016/17"].sentence
    visits = said["part_within_whole", "cla-visits-uptodate", "2018-01"]
    assert visits.sentence == "The denominator is 608, more than the 607 there were."


def test_the_rolling_year_of_conferences_is_found_in_both_its_ways(pages):
    sentences = {f.sentence for f in check_consistency(pages, shipped_relations()) if f.check == "rolling_year"}
    assert sentences == {
        "The twelve months are given as 782, but the year to date as 785.",
        "The twelve months moved by -41, but 46 came in and 86 fell out.",
        "The twelve months moved by -45, but 53 came in and 95 fell out.",
    }


def test_numbers_that_differ_between_the_summary_and_the_pages(table):
    """R23: the numbers that the report gives one measure in two places."""
    printed = [
        (f"line {line}", row["measure_name"], row["measure_no"], row["page_measure_no"])
        for line, row in enumerate(table("rotherham_monthly.csv"), start=2)
    ]
    differ = {f.sentence.split(" is numbered ")[1] for f in check_numbering(printed)}
    assert differ == {
        f"{summary} in one place and {page} in another."
        for summary, page in [
            ("1.4", "1.3"),
            ("6.15", "6.14"),
            ("11.3", "11.2"),
            ("11.4", "11.3"),
            ("11.5a", "11.4"),
            ("11.5b", "11.4"),
            ("11.6", "11.5"),
            ("11.7", "11.6"),
            ("11.8", "11.7"),
            ("11.9", "11.8"),
        ]
    }


def test_sefton_2018_19_counts_of_the_year_that_fall(table):
    """S01: homeless young people and emergency accommodation; the two other running counts only grow."""
    rows = sefton_quarters(table)
    assert {row.indicator for row in rows if row.window == "ytd"} == {"row 29", "row 48", "row 49", "row 51"}
    assert found(rows) == each("running_count", "row 29", "2018-12") | each("running_count", "row 51", "2019-03")


def test_sefton_2023_rates_that_no_one_population_can_make(table):
    """S05: seven of ten pairs fit one population, assessments (both months) and one of section 47 do not."""
    rows, pairs = sefton_board(table)
    assert len(pairs) == 5
    relations = Relations(
        one_population=OnePopulation(pairs=tuple(CountAndRate(count=count, rate=rate) for count, rate in pairs))
    )
    sentences = {f.period: f.sentence for f in check_consistency(rows, relations)}
    assert set(sentences) == {"2023-03", "2023-04"}
    assert "for Assessments Completed" in sentences["2023-03"]
    assert "Section 47" in sentences["2023-04"]
