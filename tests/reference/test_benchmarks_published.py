"""The Department's published files as they are: read, proved, kept, and held against known answers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sightline.benchmarks.cautions import verdict_cautions
from sightline.benchmarks.links import PublishedLink, link_of, shipped_links
from sightline.benchmarks.load import BenchmarkLoad, load_benchmarks
from sightline.benchmarks.series import read_series
from sightline.benchmarks.show import PublishedFigures, show_benchmarks
from sightline.benchmarks.store import BenchmarkStore
from sightline.vocabulary.areas import shipped_authorities
from sightline.vocabulary.numbers import round_half_away

pytestmark = pytest.mark.reference

SEFTON = "343"
ROTHERHAM = "372"


@pytest.fixture(scope="module")
def store(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkStore:
    kept = BenchmarkStore(tmp_path_factory.mktemp("store") / "benchmarks")
    load_benchmarks(kept, [reference / "published"])
    return kept


@pytest.fixture(scope="module")
def load(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> BenchmarkLoad:
    return load_benchmarks(BenchmarkStore(tmp_path_factory.mktemp("again") / "benchmarks"), [reference / "published"])


def test_every_file_is_read_and_the_only_doubt_is_cumbria(load: BenchmarkLoad, reference: Path) -> None:
    assert {each.file for each in load.datasets} == {path.name for path in (reference / "published").iterdir()}
    assert [(issue.rule, issue.file) for issue in load.issues] == [("no-neighbours", "sn_april_2021.xlsx")]
    assert "Cumberland (942), Westmorland and Furness (943)" in load.issues[0].message


def test_the_long_file_is_named_after_the_newest_update_in_its_dictionary(load: BenchmarkLoad) -> None:
    (long,) = [each for each in load.datasets if each.dataset == "long"]
    assert (long.release, long.measures) == ("lait-2026-04", 434)


def names(store: BenchmarkStore, version: str, code: str) -> list[str]:
    (chosen,) = [each for each in store.neighbour_sets() if each.version == version]
    return [shipped_authorities()[each].name for each in chosen.of(code)]


def test_neighbours_of_the_two_councils(store: BenchmarkStore) -> None:
    assert names(store, "2021", SEFTON) == [
        "Wirral",
        "Lancashire",
        "Stockton-on-Tees",
        "North Tyneside",
        "Nottinghamshire",
        "Bury",
        "Wigan",
        "Derbyshire",
        "Darlington",
        "Calderdale",
    ]
    assert names(store, "2025", SEFTON) == [
        "Wirral",
        "St. Helens",
        "Wigan",
        "Lancashire",
        "Halton",
        "County Durham",
        "Stockton-on-Tees",
        "Knowsley",
        "Darlington",
        "Bury",
    ]
    assert names(store, "2025", ROTHERHAM) == [
        "Barnsley",
        "Tameside",
        "Doncaster",
        "Wakefield",
        "Telford and Wrekin",
        "Dudley",
        "Redcar and Cleveland",
        "Sunderland",
        "Gateshead",
        "County Durham",
    ]


# Sefton, neighbours of 2021: what a release of 2024 gave, for the measures whose values have not been restated since.
# indicator, period, own, neighbours' mean, North West, England, quarter points, position.
CHECKED = [
    ("rereferrals-12m-children", "2024", 22.8, 23.2, 20.3, 21.0, (17.1, 22.5), "higher"),
    ("cpp-repeat-ever", "2024", 21.8, 23.9, 24.7, 24.7, (21.0, 27.9), "in range"),
    ("cpp-ceased-2yr", "2024", 4.5, 3.3, 4.3, 3.8, (2.8, 5.7), "in range"),
    ("cla-rate", "2023", 114, 92.8, 96, 70, (54.5, 92.5), "higher"),
    ("cla-dental-12m", "2023", 87, 73.8, 77, 76, (68.2, 86), "higher"),
    ("cla-health-12m-cohort", "2023", 98, 90.4, 92, 89, (87, 95), "higher"),
    ("care-leavers-eet-19-21", "2023", 47, 52.9, 54, 56, (51, 61), "lower"),
    ("care-leavers-suitable-19-21", "2023", 91, 88.4, 90, 88, (86, 93), "in range"),
]


@pytest.mark.parametrize(
    ("indicator", "period", "own", "mean", "region", "england", "middle", "where"), CHECKED, ids=[c[0] for c in CHECKED]
)
def test_check_vectors_of_the_2024_releases(
    store: BenchmarkStore,
    indicator: str,
    period: str,
    own: float,
    mean: float,
    region: float,
    england: float,
    middle: tuple[float, float],
    where: str,
) -> None:
    found = PublishedFigures.read(store, [link_of(indicator)]).comparison(link_of(indicator), SEFTON, period)
    assert found is not None
    assert (found.own.value, found.region.value, found.england.value) == (own, region, england)
    neighbours = found.set_of("2021")
    # The vectors are cut to one decimal, some up and some down at a five.
    assert neighbours is not None and neighbours.mean == pytest.approx(mean, abs=0.0501)
    assert (found.q25, found.q75) == pytest.approx(middle, abs=0.0501)
    assert found.position == where


def test_the_verdict_on_children_looked_after_turns_on_the_neighbour_set(store: BenchmarkStore) -> None:
    figures = PublishedFigures.read(store, [link_of("cla-rate")])
    found = figures.comparison(link_of("cla-rate"), SEFTON, "2025")
    assert found is not None
    assert (found.own.value, {each.version: each.mean for each in found.neighbours}) == (
        92,
        {"2021": 87.2, "2025": 104.0},
    )
    assert verdict_cautions(found)[0] == (
        "The verdict turns on the neighbour set: 92 is above the mean of the 2021 set (87) and below the mean of the 2025 "
        "set (104)."
    )
    of_2024 = figures.comparison(link_of("cla-rate"), SEFTON, "2024")
    assert of_2024 is not None
    assert {each.version: each.mean for each in of_2024.neighbours} == {"2021": 91.6, "2025": 111.3}


def test_rates_worked_out_from_counts_equal_the_ones_that_lait_publishes(store: BenchmarkStore) -> None:
    """All areas and years, to the decimal that LAIT prints: another department's hand at the same sum."""
    pairs = {
        "cin_census.referral_rate": "CPP_Total_Rateper10,000",
        "cin_census.in_need_rate": "CIN",
        "cin_census.plan_rate": "CPP_rate",
        "cin_census.plans_started_rate": "CPP_Abuse_Rate",
    }
    held = {each.measure: each for each in read_series(store, [*pairs, *pairs.values()])}
    compared = 0
    for ours, theirs in pairs.items():
        for period in held[theirs].periods:
            for area, published in held[theirs].cells[period].items():
                worked_out = held[ours].cells.get(period, {}).get(area)
                if published.value is None or worked_out is None or worked_out.value is None:
                    continue
                assert round_half_away(worked_out.value, 1) == published.value, (ours, period, area)
                compared += 1
    assert compared > 6000


def test_both_ways_of_publishing_one_measure_agree(store: BenchmarkStore) -> None:
    """Where the release's own file and LAIT both have a percentage, an authority's figure is the same in both."""
    pairs = {
        "cin_census.rereferral_percent": "ReReferral",
        "cin_census.subsequent_plan_percent": "PrevRegCPR",
        "ssda903.looked_after_rate": "LAC",
        "ssda903.three_placements_percent": "LACStable_2016on",
        "ssda903.care_leavers_19_21_suitable_percent": "CareLeaverAcc",
        "workforce.agency_rate_fte": "Work_Force_Agecy_Rate",
        "workforce.vacancy_rate_fte": "Work_Force_Vac_Rate",
    }
    held = {each.measure: each for each in read_series(store, [*pairs, *pairs.values()])}
    for ours, theirs in pairs.items():
        differing = {
            (period, area)
            for period in set(held[ours].periods) & set(held[theirs].periods)
            for area, cell in held[ours].cells[period].items()
            if cell.value is not None
            and (other := held[theirs].cells[period].get(area)) is not None
            and other.value is not None
            and cell.value != other.value
        }
        assert not differing, (ours, sorted(differing)[:5])


def test_every_linked_measure_is_published_and_every_linked_indicator_is_in_the_catalogue(
    store: BenchmarkStore, reference: Path
) -> None:
    with (reference / "catalogue" / "indicators.csv").open(encoding="utf-8", newline="") as handle:
        catalogue = {row["id"]: row for row in csv.DictReader(handle)}
    published = {measure for each in store.datasets() for measure in each.measures}
    published |= {rate.id for each in store.datasets() for rate in each.rates}
    for indicator, link in shipped_links().items():
        assert set(link.measures) <= published, indicator
        assert set(link.counted_otherwise) <= published, indicator
        assert catalogue[indicator]["polarity"].removeprefix("within ") == link.polarity, indicator


def test_every_measure_that_the_catalogue_names_is_linked_or_known_not_to_fit(reference: Path) -> None:
    """A catalogue line that names a LAIT measure is linked to it, unless it is here with the reason."""
    with (reference / "catalogue" / "indicators.csv").open(encoding="utf-8", newline="") as handle:
        named = {row["id"]: row["lait_measure"] for row in csv.DictReader(handle) if row["lait_measure"]}
    related = {indicator for indicator, text in named.items() if text.startswith("related:")}
    unlinked = set(named) - set(shipped_links()) - related
    assert unlinked == set(NOT_LINKED)


NOT_LINKED = {
    "assessments-completed": "LAIT has the percentage in time only, not the count",
    "assessments-completed-rate": "LAIT has the percentage in time only, not the rate",
    "s47-started": "LAIT has the rate only",
    "icpc-count": "LAIT has the rate only",
    "cpp-ended": "LAIT has the rate only",
    "cla-health-under5": "LAIT has all ages together",
    "cla-health-5plus": "LAIT has all ages together",
    "cla-ceased-permanence-pct": "three measures would have to be added, each suppressed on its own",
}


def test_reorganised_authorities_are_told_apart(store: BenchmarkStore) -> None:
    answer = show_benchmarks(store, "cla-rate", "909", period="2025")
    own = next(row for row in answer.rows if row.statistic == "authority")
    assert (own.value, own.status) == (None, "-")
    assert answer.notes[0] == (
        "Cumbria ended on 31 March 2023; Cumberland (942) and Westmorland and Furness (943) took over from it."
    )
    # North Northamptonshire had Cumbria for a neighbour in 2021; it has no figure any more.
    neighbour = show_benchmarks(store, "cla-rate", "940", period="2025")
    assert any("Neighbours of 2021: Cumbria (909) has no figure" in note for note in neighbour.notes)
    assert any(note.startswith("North Northamptonshire began on 1 April 2021") for note in neighbour.notes)
    cumberland = show_benchmarks(store, "cla-rate", "942", period="2025")
    statuses = {row.neighbour_set: row.status for row in cumberland.rows if row.statistic == "sn_mean"}
    assert statuses == {"2021": "the set has no neighbours for this authority", "2025": ""}


def test_two_authorities_that_return_one_figure_share_a_rate_and_have_no_count(store: BenchmarkStore) -> None:
    counts, rates = (
        next(each for each in read_series(store, [measure])).cells["2025"]
        for measure in ("workforce.agency_headcount", "workforce.agency_rate_fte")
    )
    assert (rates["314"].value, rates["318"].value) == (14.9, 14.9)
    assert (counts["314"].value, counts["314"].status) == (None, "joint")


def test_show_prints_the_same_figures_for_a_link_of_the_catalogue(store: BenchmarkStore) -> None:
    shipped = show_benchmarks(store, "rereferrals-12m", SEFTON, period="2025")
    own = PublishedLink(indicator="rereferrals-12m", polarity="low", flavour="referral", measures=("ReReferral",))
    assert shipped == show_benchmarks(store, "rereferrals-12m", SEFTON, period="2025", link=own)
