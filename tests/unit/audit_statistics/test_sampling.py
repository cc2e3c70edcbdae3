"""A draw can be made again, stands for what it says, and leaves out what it should."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.audit_statistics.sampling import Case, Method, draw_sample, share_out
from sightline.errors import UsageError

AS_AT = date(2026, 10, 31)
CASES = tuple(Case(f"c{number:02}", stratum="north" if number < 15 else "south") for number in range(20))


def test_a_draw_is_the_same_again_in_whatever_order_the_cases_are_read() -> None:
    first = draw_sample(CASES, 6, Method.RANDOM, seed=7, as_at=AS_AT)
    assert draw_sample(tuple(reversed(CASES)), 6, Method.RANDOM, seed=7, as_at=AS_AT) == first
    assert draw_sample(CASES, 6, Method.RANDOM, seed=8, as_at=AS_AT).drawn != first.drawn


def test_one_case_more_changes_at_most_one_place() -> None:
    before = set(draw_sample(CASES, 6, Method.RANDOM, seed=7, as_at=AS_AT).drawn)
    after = set(draw_sample((*CASES, Case("new")), 6, Method.RANDOM, seed=7, as_at=AS_AT).drawn)
    assert len(before - after) <= 1


def test_every_case_has_the_same_chance() -> None:
    drawn = Counter(case for seed in range(2000) for case in draw_sample(CASES, 5, Method.RANDOM, seed=seed, as_at=AS_AT).drawn)
    # 500 expected of each; the standard deviation is some 19, so five of them are never reached by chance.
    assert set(drawn) == {case.case_id for case in CASES}
    assert all(abs(times - 500) < 100 for times in drawn.values())


def test_strata_give_their_shares() -> None:
    drawn = draw_sample(CASES, 8, Method.STRATIFIED, seed=1, as_at=AS_AT).drawn
    stratum = {case.case_id: case.stratum for case in CASES}
    assert Counter(stratum[case] for case in drawn) == {"north": 6, "south": 2}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), min_size=1), st.integers(1, 60))
def test_shares_sum_to_what_was_asked_and_never_exceed_what_there_is(counts: dict[str, int], size: int) -> None:
    shares = share_out(counts, size)
    whole = sum(counts.values())
    assert sum(shares.values()) == min(size, whole)
    for name, share in shares.items():
        assert 0 <= share <= counts[name]
        assert abs(share - counts[name] * min(size, whole) / max(whole, 1)) < 1


def test_a_case_audited_lately_is_left_out_with_its_reason() -> None:
    # Six months before 31 October is 30 April: an audit on that day is six months old, one on the day after is not.
    old, new = Case("old", audited_on=date(2026, 4, 30)), Case("new", audited_on=date(2026, 5, 1))
    draw = draw_sample((old, new), 2, Method.RANDOM, seed=1, as_at=AS_AT, months_between_audits=6)
    assert draw.drawn == ("old",)
    assert draw.excluded == {"new": "Audited on 1 May 2026, less than 6 months before."}
    assert draw.sentence == "1 of 1 cases, drawn at random (seed 1). 1 more were left out before the draw."


def test_a_targeted_sample_says_why_and_keeps_its_order() -> None:
    draw = draw_sample(
        CASES, 2, Method.TARGETED, seed=0, as_at=AS_AT, chosen=("c09", "c02", "c09"), reason="Third plan in two years."
    )
    assert draw.drawn == ("c09", "c02")
    assert draw.sentence == "2 of 20 cases, chosen because: Third plan in two years. They do not stand for the rest."


@pytest.mark.parametrize(
    ("chosen", "reason", "says"),
    [(("c01",), " ", "needs its reason"), (("c99",), "Because", "1 of the 1 cases chosen"), ((), "Because", "0 of the 0")],
)
def test_a_targeted_sample_is_refused_without_reason_or_cases(chosen: tuple[str, ...], reason: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        draw_sample(CASES, 1, Method.TARGETED, seed=0, as_at=AS_AT, chosen=chosen, reason=reason)


def test_a_case_listed_twice_and_an_empty_sample_are_refused() -> None:
    with pytest.raises(UsageError, match="more than once"):
        draw_sample((*CASES, CASES[0]), 3, Method.RANDOM, seed=0, as_at=AS_AT)
    with pytest.raises(UsageError, match="at least one case"):
        draw_sample(CASES, 0, Method.RANDOM, seed=0, as_at=AS_AT)


def test_a_sample_larger_than_the_frame_is_the_frame() -> None:
    assert len(draw_sample(CASES, 99, Method.RANDOM, seed=0, as_at=AS_AT).drawn) == len(CASES)
    assert len(draw_sample(CASES, 1, Method.EVERY, seed=0, as_at=AS_AT).drawn) == len(CASES)
    assert draw_sample((), 3, Method.STRATIFIED, seed=0, as_at=AS_AT).drawn == ()
