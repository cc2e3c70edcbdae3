"""Agreement, against sums written out by hand and in plain loops."""

from __future__ import annotations

import math
from collections import Counter
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.audit_statistics.agreement import FEWEST_PAIRS, PairOfGrades, agreement, severity, upheld
from sightline.audit_statistics.scales import OFSTED

GRADES = OFSTED.grades


def pairs_of(*counts: tuple[str, str, int], auditor: str = "Ann") -> list[PairOfGrades]:
    return [PairOfGrades(auditor, first, second) for first, second, times in counts for _ in range(times)]


def kappa_in_loops(pairs: list[PairOfGrades]) -> tuple[float, float]:
    """Weighted kappa and its large-sample standard error, written out from Fleiss, Cohen and Everitt (1969)."""
    n, k = len(pairs), len(GRADES)
    cells = Counter((GRADES.index(pair.first), GRADES.index(pair.second)) for pair in pairs)
    share = {cell: cells[cell] / n for cell in product(range(k), repeat=2)}
    rows = [sum(share[i, j] for j in range(k)) for i in range(k)]
    columns = [sum(share[i, j] for i in range(k)) for j in range(k)]
    weight = {(i, j): 1 - abs(i - j) / (k - 1) for i, j in product(range(k), repeat=2)}
    observed = sum(weight[cell] * share[cell] for cell in share)
    expected = sum(weight[i, j] * rows[i] * columns[j] for i, j in weight)
    by_row = [sum(weight[i, j] * columns[j] for j in range(k)) for i in range(k)]
    by_column = [sum(weight[i, j] * rows[i] for i in range(k)) for j in range(k)]
    spread = sum(
        share[i, j] * (weight[i, j] * (1 - expected) - (by_row[i] + by_column[j]) * (1 - observed)) ** 2 for i, j in share
    )
    variance = (spread - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    return (observed - expected) / (1 - expected), math.sqrt(max(0.0, variance))


@given(st.lists(st.tuples(st.sampled_from(GRADES), st.sampled_from(GRADES)), min_size=FEWEST_PAIRS, max_size=60))
def test_kappa_and_its_interval_are_those_of_the_published_formula(drawn: list[tuple[str, str]]) -> None:
    pairs = [PairOfGrades("Ann", first, second) for first, second in drawn]
    assume(len({first for first, _ in drawn}) > 1 and len({second for _, second in drawn}) > 1)
    found = agreement(pairs, OFSTED)
    kappa, error = kappa_in_loops(pairs)
    assert found.kappa == pytest.approx(kappa, abs=1e-9)
    assert found.low == pytest.approx(max(-1.0, kappa - 1.959963984540054 * error), abs=1e-6)
    assert found.high == pytest.approx(min(1.0, kappa + 1.959963984540054 * error), abs=1e-6)


def test_agreement_is_said_with_what_it_rests_on() -> None:
    pairs = pairs_of(("good", "good", 8), ("requires improvement", "requires improvement", 6), ("good", "inadequate", 2))
    found = agreement(pairs, OFSTED)
    assert (found.same, found.pairs) == (14, 16)
    assert found.sentence.startswith("The second grade was the first in 14 of 16 cases. Weighted kappa 0.")


def test_too_few_or_all_alike_give_no_kappa() -> None:
    assert agreement(pairs_of(("good", "good", 5), ("good", "inadequate", 4)), OFSTED).kappa is None
    assert agreement(pairs_of(("good", "good", 30)), OFSTED).kappa is None
    assert agreement(pairs_of(("good", "good", 15), ("good", "inadequate", 15)), OFSTED).kappa is None
    assert agreement([], OFSTED).sentence == "No case was graded twice."


def test_upheld_grades_carry_their_interval() -> None:
    found = upheld(pairs_of(("good", "good", 9), ("good", "inadequate", 3)))
    assert found is not None
    assert (found.upheld, found.moderated) == (9, 12)
    assert found.low < 75 < found.high
    assert upheld([]) is None


def test_an_auditor_who_is_more_generous_than_others_is_seen() -> None:
    generous = pairs_of(("good", "requires improvement", 12), ("good", "good", 3), auditor="Ann")
    even = pairs_of(("good", "requires improvement", 6), ("requires improvement", "good", 6), auditor="Ben")
    few = pairs_of(("outstanding", "inadequate", 3), auditor="Cat")
    found = severity([*generous, *even, *few], OFSTED)
    assert found["Ann"].drifts and found["Ann"].mean == pytest.approx(0.8)
    assert not found["Ben"].drifts and found["Ben"].mean == 0
    # Three cases are no ground for saying anything of a person.
    assert not found["Cat"].drifts and found["Cat"].low is None
