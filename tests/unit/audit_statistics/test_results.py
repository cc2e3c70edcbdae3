"""What may be said of grades, and which may be set side by side."""

from __future__ import annotations

import pytest

from sightline.audit_statistics.results import AuditResult, comparable_results
from sightline.audit_statistics.sampling import Method
from sightline.audit_statistics.scales import MEETING_GOOD, OFSTED, Crosswalk, Scale
from sightline.errors import UsageError


def result(label: str, good: int, of: int, *, method: Method = Method.RANDOM, reaudit_of_fails: bool = False) -> AuditResult:
    return AuditResult(label, "ofsted4", ("good",) * good + ("inadequate",) * (of - good), method, reaudit_of_fails)


# A council's published audits of supervision: n = 12, 19, 18, 14, 12, the last of earlier fails only.
SUPERVISION = (
    result("First", 2, 12),
    result("Second", 4, 19),
    result("Third", 7, 18),
    result("Fourth", 6, 14),
    result("Fifth", 3, 12, reaudit_of_fails=True),
)


def test_the_published_supervision_audits_are_shown_for_what_they_are() -> None:
    assert [round(each.percentage or 0) for each in SUPERVISION] == [17, 21, 39, 43, 25]
    low, high = SUPERVISION[-1].interval or (0, 0)
    assert (round(low), round(high)) == (9, 53)
    shown = comparable_results(SUPERVISION)
    assert [each.label for each in shown.comparable] == ["First", "Second", "Third", "Fourth"]
    ((last, why),) = shown.apart
    assert last.label == "Fifth" and why.startswith("A re-audit of cases that had not been good")
    assert SUPERVISION[-1].sentence == (
        "Fifth: 3 of 12 were good or better (25%; 95% interval 9% to 53%), a re-audit of cases that had not been good."
    )


def test_below_ten_audits_there_is_no_percentage_but_always_n_of_d() -> None:
    nine = result("June", 3, 9)
    assert nine.percentage is None
    assert nine.sentence.startswith("June: 3 of 9 were good or better (95% interval ")
    assert result("July", 3, 10).percentage == 30
    assert result("May", 0, 0).sentence == "May: nothing was audited."


def test_a_sample_chosen_for_a_reason_stands_apart() -> None:
    targeted = result("Dip sample", 1, 11, method=Method.TARGETED)
    shown = comparable_results([SUPERVISION[0], targeted])
    assert shown.comparable == (SUPERVISION[0],)
    assert shown.apart[0][1] == "Its cases were chosen for a reason: they do not stand for the others."


def test_two_scales_meet_only_by_a_declared_crosswalk() -> None:
    old = AuditResult("2019", "met_good3", ("meets good", "does not meet good"), Method.RANDOM)
    assert [each.label for each in comparable_results([old, SUPERVISION[3]]).comparable] == ["Fourth"]
    declared = Crosswalk(
        "met_good3",
        "ofsted4",
        {"does not meet good": "requires improvement", "meets good": "good", "exceeds good": "outstanding"},
        declared_by="QA manager",
        reason="Fifty audits were graded on both.",
    )
    shown = comparable_results([old, SUPERVISION[3]], [declared])
    assert [(each.label, each.good, each.audits) for each in shown.comparable] == [("2019", 1, 2), ("Fourth", 6, 14)]
    assert shown.apart == ()


def test_a_crosswalk_must_name_every_grade_and_only_grades() -> None:
    with pytest.raises(UsageError, match="leaves out exceeds good"):
        Crosswalk("met_good3", "ofsted4", {"does not meet good": "inadequate", "meets good": "good"}, "Ann", "Because")
    grades = dict.fromkeys(MEETING_GOOD.grades, "splendid")
    with pytest.raises(UsageError, match="'splendid' is not a grade of the scale ofsted4"):
        Crosswalk("met_good3", "ofsted4", grades, "Ann", "Because")


def test_only_targeted_results_leave_nothing_to_compare() -> None:
    shown = comparable_results([result("Dip sample", 1, 11, method=Method.TARGETED)])
    assert shown.comparable == () and len(shown.apart) == 1


def test_a_scale_knows_what_is_good() -> None:
    assert [OFSTED.is_good(grade) for grade in OFSTED.grades] == [False, False, True, True]
    assert [MEETING_GOOD.is_good(grade) for grade in MEETING_GOOD.grades] == [False, True, True]
    with pytest.raises(ValueError, match="repeats a grade"):
        Scale("odd", ("good", "good"), "good")
