"""Nobody audits their own case or their team's, and the loads are even."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.audit_statistics.allocation import Auditor, allocate, loads
from sightline.audit_statistics.sampling import Case
from sightline.errors import UsageError

ANN = Auditor("Ann", worker="w1")
BEN = Auditor("Ben", worker="w2", manages=frozenset({"north"}))
CAT = Auditor("Cat")


def test_independence_goes_before_evenness() -> None:
    cases = [Case("a", team="north", worker="w9"), Case("b", team="north", worker="w1"), Case("c", team="south", worker="w1")]
    with pytest.raises(UsageError, match="1 of 3 cases have no auditor"):
        allocate(cases, [ANN, BEN])
    assert allocate(cases, [ANN, BEN, CAT]) == {"a": "Ann", "b": "Cat", "c": "Ben"}


def test_loads_of_the_cycle_so_far_are_counted() -> None:
    cases = [Case(name) for name in "abcd"]
    assert loads(allocate(cases, [ANN, CAT], already={"Ann": 4})) == {"Cat": 4}
    assert loads(allocate(cases, [ANN, CAT])) == {"Ann": 2, "Cat": 2}


def test_nobody_gets_more_than_they_can_take() -> None:
    cases = [Case(name) for name in "abc"]
    assert loads(allocate(cases, [Auditor("Ann", capacity=1), CAT])) == {"Ann": 1, "Cat": 2}
    with pytest.raises(UsageError, match="2 of 3 cases"):
        allocate(cases, [Auditor("Ann", capacity=1)])
    assert allocate([], []) == {}


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("pqr")), min_size=1, max_size=12),
    st.lists(st.tuples(st.sampled_from("pqrs"), st.sets(st.sampled_from("xyz"), max_size=1)), min_size=1, max_size=4),
)
def test_no_exchange_would_make_the_loads_more_even(held: list[tuple[str, str]], people: list[tuple[str, set[str]]]) -> None:
    cases = {f"c{n:02}": Case(f"c{n:02}", team, worker) for n, (team, worker) in enumerate(held)}
    auditors = {f"a{n}": Auditor(f"a{n}", worker, frozenset(manages)) for n, (worker, manages) in enumerate(people)}
    assume(all(any(auditor.may_audit(case) for auditor in auditors.values()) for case in cases.values()))
    given_out = allocate(list(cases.values()), list(auditors.values()))
    assert set(given_out) == set(cases)
    had = dict.fromkeys(auditors, 0) | loads(given_out)
    for case_id, name in given_out.items():
        assert auditors[name].may_audit(cases[case_id])
        for other, auditor in auditors.items():
            assert had[name] - had[other] <= 1 or not auditor.may_audit(cases[case_id])
