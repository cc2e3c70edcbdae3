"""Engine and twin agree on every figure: hundreds of small extracts that collide, many authorities a run.

The readings that both take are in tests/twin/DECISIONS.md. A difference prints the indicator, the place and the seed of
its extract, which `random_extract` makes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from sightline.cohorts.model import STANDARD_BREAKDOWNS
from sightline.pipeline.definitions import open_catalogue
from sightline.vocabulary.periods import Month, Window
from tests.generative.comparison import ALL, Difference, Run, compare, engine_observations, run_engine, worst
from tests.support.calendars import shipped_bank_holidays
from tests.support.extract_strategies import random_extract
from tests.twin.twin import INDICATORS, Twin

EXTRACTS = 12
MANY = 150
# A leap year's end of February, year ends of the council, a day inside a month, the day after a year end.
DAYS = (date(2024, 2, 29), date(2024, 3, 31), date(2024, 5, 15), date(2025, 4, 1))
# Every setting that changes a figure, turned from its default.
TURNED = {
    "contacts_scope": "all",
    "source_groups": '{"6": "emergency services", "1A": "family", "3a": "emergency services"}',
    "seen_days_unit": "calendar",
    "pf_requires_assessment": "N",
    "require_open_episode": "N",
    "assessment_type_filter": "new",
    "cin_plan_months": "6",
    "cp_plan_months": "6",
    "cin_first_visit_wd": "5",
    "cin_visit_wd": "10",
    "cp_first_visit": "10 WD",
    "cp_visit_interval": "14 d",
    "grace_exclude": "N",
    "review_basis": "due",
    "cpp_repeat_from": "start",
    "cpp_two_year_days": "365",
    "cwd_scope": "disability_code",
    "under5_rule": "12m",
    "cla_visit_rule": "local_4w",
    "include_qualifying": "Y",
    "pathway_grace_months": "6",
    "sw_min_days": "1",
}


def run_of(folder: Path, as_at: date, first_seed: int, number: int, settings: Mapping[str, str] | None = None) -> Run:
    """A run over extracts of consecutive seeds; an authority's code ends in its seed."""
    holidays = tuple(shipped_bank_holidays())
    seeds = range(first_seed, first_seed + number)
    return run_engine({f"seed{seed}": random_extract(seed, as_at, holidays) for seed in seeds}, as_at, folder, settings)


def differences(run: Run, breakdowns: tuple[str, ...] = (ALL,)) -> list[Difference]:
    """Every difference at the as-at month, the month before it and a year before."""
    last = Month.of(run.as_at)
    months = [last.shift(-back) for back in (0, 1, 12)]
    found = []
    for breakdown in breakdowns:
        engine = engine_observations(run, months, breakdown)
        for authority, twin in run.twins.items():
            found += compare(engine[authority], twin, authority)
    return found


@pytest.fixture(scope="module", params=range(len(DAYS)), ids=[str(day) for day in DAYS])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(tmp_path_factory.mktemp("twin"), DAYS[request.param], 100 * request.param, EXTRACTS)


def test_every_figure_of_an_authority(run: Run) -> None:
    found = differences(run)
    assert not found, worst(found)


def test_every_group(run: Run) -> None:
    found = differences(run, ("team", "service", "age_band", "ethnicity"))
    assert not found, worst(found)


def test_every_figure_when_settings_are_turned(tmp_path: Path) -> None:
    found = differences(run_of(tmp_path, date(2024, 3, 31), 5000, EXTRACTS, TURNED), (ALL, "source_group"))
    assert not found, worst(found)


@pytest.mark.deep
@pytest.mark.parametrize("as_at", DAYS)
def test_many_extracts(tmp_path: Path, as_at: date) -> None:
    found = differences(run_of(tmp_path, as_at, 10_000, MANY), (ALL, *STANDARD_BREAKDOWNS))
    assert not found, worst(found)


def test_care_leavers_of_a_past_month_have_a_figure_only_where_something_is_known(run: Run) -> None:
    month = Month.of(run.as_at).shift(-12)
    engine = engine_observations(run, [month], indicators=["care-leavers-count"])
    told = {authority for authority, figures in engine.items() if figures}
    assert told == {code for code, twin in run.twins.items() if twin.observe("care-leavers-count", month, "snapshot")}
    assert told != set(run.twins)


def test_no_indicator_goes_without_a_twin() -> None:
    assert {indicator.id for indicator in open_catalogue(None).indicators} <= set(INDICATORS)


def test_the_extracts_reach_every_indicator() -> None:
    """A figure that is nought on every extract proves nothing: each indicator is more than that on some."""
    reached: set[str] = set()
    holidays = tuple(shipped_bank_holidays())
    for number, as_at in enumerate(DAYS):
        for seed in range(100 * number, 100 * number + 2 * EXTRACTS):
            twin = Twin(random_extract(seed, as_at, holidays), as_at=as_at, bank_holidays=holidays)
            for indicator_id, indicator in INDICATORS.items():
                for window, month in product(Window, (twin.spine.last, twin.spine.last.shift(-1))):
                    for figure in twin.observe(indicator_id, month, window).values():
                        if figure.value if indicator.measure == "maximum" else figure.numerator:
                            reached.add(indicator_id)
    shipped = {indicator.id for indicator in open_catalogue(None).indicators}
    assert shipped & set(INDICATORS) <= reached
