"""The loops that an analyst would write give Sightline's figures, and a figure that is off is noticed."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from benchmarks import pandas_loop, polars_loop
from benchmarks.copies import check_copies, copy_store, name_store
from benchmarks.loops import compare, run_loop
from benchmarks.questions import QuestionPaper
from sightline.observations.store import DATABASE
from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import load_extract
from sightline.synthetic import generate

STARTED = datetime(2025, 3, 15)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("speed")
    generate(folder / "extract", children=1200, years=2, as_at=date(2025, 3, 14), seed=4, format="parquet")
    name_store(folder / "store")
    load_extract(folder / "store", folder / "extract", as_at=date(2025, 3, 14), loaded_at=STARTED)
    calculate(folder / "store", started_at=STARTED)
    return folder / "store"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_loop_gives_our_figures(store: Path, library: str) -> None:
    looped = run_loop(store, library, one_in=20, seed=3)
    assert looped.questions_asked == pytest.approx(looped.questions_there_are / 20, abs=1)
    assert looped.figures_compared > looped.questions_asked
    assert looped.clock.wall > 0


@pytest.mark.parametrize("loop", [pandas_loop, polars_loop])
def test_a_figure_that_is_off_is_noticed(store: Path, loop) -> None:
    paper = QuestionPaper(store)
    asked = next(each for each in paper.sample(10, 1) if each.rows.num_rows and each.figure.measure == "percentage")
    frame, ours = loop.frame_of(asked.rows), paper.answers(asked)
    totals = {question: loop.answer(frame, question) for question in asked.questions}
    assert all(compare(question, found, ours) for question, found in totals.items())
    question, found = max(totals.items(), key=lambda each: each[1]["all", ""][1])
    above, below = found["all", ""]
    with pytest.raises(AssertionError, match="the loop says"):
        compare(question, found | {("all", ""): (above, below + 1)}, ours)
    with pytest.raises(AssertionError, match="groups"):
        compare(question, found | {("team", "nowhere"): (0, 1)}, ours)


def test_copies_have_the_figures_of_the_one_and_one_that_differs_is_noticed(store: Path, tmp_path: Path) -> None:
    copy_store(store, tmp_path / "copies", first=7, authorities=2)
    made = calculate(tmp_path / "copies", started_at=STARTED)
    assert check_copies(store, tmp_path / "copies") > 1000
    with duckdb.connect(str(made.build.folder / DATABASE)) as connection:
        connection.execute("UPDATE cube__contacts__received_on SET x0 = x0 + 1 WHERE breakdown = 'all'")
    with pytest.raises(AssertionError, match="differ from those of the authority"):
        check_copies(store, tmp_path / "copies")
