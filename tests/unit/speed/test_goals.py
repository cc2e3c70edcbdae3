"""Speed: what was promised and how a run stands to it."""

from pathlib import Path

import pytest

from benchmarks import goals
from benchmarks.goals import Goal, growth_exponent
from benchmarks.measuring import StageFailedError, run_stage


def test_twice_the_time_for_twice_the_rows_is_an_exponent_of_one() -> None:
    assert growth_exponent((100, 200), (3.0, 6.0)) == pytest.approx(1.0)
    assert growth_exponent((100, 10_000), (1.0, 10.0)) == pytest.approx(0.5)


@pytest.mark.parametrize(("measured", "stands"), [(61, "met"), (60, "met"), (59.9, "allowed"), (40, "allowed"), (39.9, "missed")])
def test_more_is_better_for_what_we_save(measured: float, stands: str) -> None:
    assert goals.PANDAS.stands(measured) == stands


@pytest.mark.parametrize(("measured", "stands"), [(29, "met"), (30, "met"), (30.1, "allowed"), (40, "allowed"), (40.1, "missed")])
def test_less_is_better_for_what_we_spend(measured: float, stands: str) -> None:
    assert goals.LOAD_BOUND.stands(measured) == stands


def test_where_the_aim_is_the_worst_there_is_nothing_between() -> None:
    goal = Goal("peak", 1.0, 1.0, "GiB")
    assert [goal.stands(measured) for measured in (0.9, 1.0, 1.1)] == ["met", "met", "missed"]


def test_a_stage_that_fails_says_which(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StageFailedError, match="'scan_bound' failed with code 1"):
        run_stage("scan_bound", store=str(tmp_path / "nowhere"))
    assert "StoreError" in capfd.readouterr().err
