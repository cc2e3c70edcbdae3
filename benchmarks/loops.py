"""Times the loops an analyst would write, and holds every figure that they give against Sightline's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import pandas_loop, polars_loop
from benchmarks.measuring import Clock
from benchmarks.questions import Answer, Question, QuestionPaper, Totals
from sightline.engine.plan import ALL, Form

LOOPS: Mapping[str, Any] = {"pandas": pandas_loop, "polars": polars_loop}
Figures = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class Looped:
    """What a loop took for the questions it was asked, and how much there was to ask."""

    clock: Clock
    questions_asked: int
    questions_there_are: int
    figures_compared: int


def run_loop(store: Path, library: str, one_in: int, seed: int) -> Looped:
    """Answer one question in so many. Raises AssertionError at the first figure that is not Sightline's."""
    loop = LOOPS[library]
    clock, asked, compared = Clock(), 0, 0
    paper = QuestionPaper(store)
    for each in paper.sample(one_in, seed):
        # Sorting and converting is done once and is not the loop's doing.
        frame = loop.frame_of(each.rows)
        found = [(question, clock.time(_asking(loop.answer, frame, question))) for question in each.questions]
        ours = paper.answers(each)
        asked += len(found)
        compared += sum(compare(question, totals, ours) for question, totals in found)
    return Looped(clock, asked, len(paper.questions), compared)


def _asking(answer: Callable[[Any, Question], Totals], frame: Any, question: Question) -> Callable[[], Totals]:
    if question.month_ends:
        return lambda: _mean_of_month_ends(answer, frame, question)
    return lambda: answer(frame, question)


def _mean_of_month_ends(answer: Callable[[Any, Question], Totals], frame: Any, question: Question) -> Totals:
    """Each month end on its own: the sum of their values, and how many have one."""
    totals: Totals = {(ALL, ""): (0.0, 0.0)}
    for day in question.month_ends:
        for key, (above, below) in answer(frame, replace(question, first_day=day, last_day=day)).items():
            if below:
                values, months = totals.get(key, (0.0, 0.0))
                totals[key] = values + _times(question) * above / below, months + 1
    return totals


def _times(question: Question) -> float:
    return 100.0 if question.figure.measure == "percentage" else 1.0


def compare(question: Question, totals: Totals, ours: Mapping[tuple[str, str], Answer]) -> int:
    """How many figures were the same. Raises AssertionError, with the figure, where one is not."""
    looped = answer_of(question, totals)
    said = ours.get((question.window, question.period), {})
    name = f"{question.figure.indicator_id} {question.window} {question.period}"
    assert looped.keys() == said.keys(), f"{name}: groups {sorted(looped.keys() ^ said.keys())}"
    for key, figures in looped.items():
        assert same(figures, said[key]), f"{name} {key}: the loop says {figures}, Sightline {said[key]}"
    return len(looped)


def same(first: Figures, second: Figures) -> bool:
    """Whether two figures are equal; sums of fractions may differ in the last place, by the order of adding up."""
    return all(
        a is b if a is None or b is None else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
        for a, b in zip(first, second, strict=True)
    )


def answer_of(question: Question, totals: Totals) -> Answer:
    """Totals as Sightline lists them: a group that has nothing to count is not listed, the whole always is."""
    figure = question.figure
    answer: Answer = {}
    for (breakdown, group), (above, below) in totals.items():
        present = above if figure.measure in ("count", "rate") else below
        if breakdown == figure.share_by:
            above, below = below, totals[ALL, ""][1]
        if breakdown == ALL or present > 0:
            answer[breakdown, group] = _figures(question, above, below)
    return answer


def _figures(question: Question, above: float, below: float) -> Figures:
    """Numerator, denominator and value."""
    figure = question.figure
    if question.month_ends:
        return (above, below, above / below) if below else (None, below, None)
    if figure.form is Form.ROWS:
        return None, below, above if below else None
    if figure.measure == "count":
        return above, None, above
    if figure.measure == "rate":
        factor = question.factor if figure.annualised else 1.0
        value = above * factor * figure.per / question.persons if question.persons else None
        return above, question.persons, value
    if not below:
        return above, below, None
    return above, below, _times(question) * above / below
