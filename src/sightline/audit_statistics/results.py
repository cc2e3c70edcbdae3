"""What may be said of audit grades: always n of d, a percentage only where there are enough, a trend only of like with like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.audit_statistics.sampling import Method
from sightline.audit_statistics.scales import SCALES, Crosswalk, on_scale
from sightline.judgement.proportions import wilson_interval
from sightline.vocabulary import wording

# Below this many audits a percentage says more than it knows.
FEWEST_FOR_A_PERCENTAGE = 10


@dataclass(frozen=True)
class AuditResult:
    """The grades of one cycle, with how its cases were chosen.

    `reaudit_of_fails` marks a cycle that looked again only at cases which had not been good: it starts from a different
    place, so it never stands in a trend with others.
    """

    label: str
    scale: str
    grades: tuple[str, ...]
    method: Method
    reaudit_of_fails: bool = False
    provisional: bool = False

    @property
    def good(self) -> int:
        return sum(SCALES[self.scale].is_good(grade) for grade in self.grades)

    @property
    def audits(self) -> int:
        return len(self.grades)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson interval of the share that is good, in per cent; None without audits."""
        return wilson_interval(self.good, self.audits) if self.grades else None

    @property
    def percentage(self) -> float | None:
        """The share that is good, 0 to 100; None below FEWEST_FOR_A_PERCENTAGE audits."""
        return 100 * self.good / self.audits if self.audits >= FEWEST_FOR_A_PERCENTAGE else None

    @property
    def sentence(self) -> str:
        """`3 of 12 were good or better (25%; 95% interval 9% to 53%), chosen for a reason. Provisional.`"""
        if self.interval is None:
            return f"{self.label}: nothing was audited."
        parts = [f"95% interval {' to '.join(wording.figure(end, '%') for end in self.interval)}"]
        if self.percentage is not None:
            parts.insert(0, wording.figure(self.percentage, "%"))
        basis = "a re-audit of cases that had not been good" if self.reaudit_of_fails else BASIS[self.method]
        mark = " Provisional until moderated." if self.provisional else ""
        of = wording.n_of_d(self.good, self.audits)
        return f"{self.label}: {of} were good or better ({'; '.join(parts)}), {basis}.{mark}"


BASIS = {
    Method.RANDOM: "drawn at random",
    Method.STRATIFIED: "drawn at random by stratum",
    Method.TARGETED: "chosen for a reason",
    Method.EVERY: "every case",
}
# Draws that stand for the cases not drawn.
REPRESENTATIVE = frozenset({Method.RANDOM, Method.STRATIFIED, Method.EVERY})


@dataclass(frozen=True)
class Comparability:
    """The results that may stand in one trend, in order, and each that may not with why."""

    comparable: tuple[AuditResult, ...]
    apart: tuple[tuple[AuditResult, str], ...]


def comparable_results(results: Sequence[AuditResult], crosswalks: Sequence[Crosswalk] = ()) -> Comparability:
    """Which results may be set beside the latest representative one: drawn to stand for the rest, and on its scale.

    A result on another scale is read on the latest's where somebody has declared how, else it stands apart.
    """
    latest = next((each for each in reversed(results) if _why_apart(each) is None), None)
    together: list[AuditResult] = []
    apart: list[tuple[AuditResult, str]] = []
    for each in results:
        why = _why_apart(each)
        if why is None and latest is not None:
            read = [on_scale(grade, each.scale, latest.scale, crosswalks) for grade in each.grades]
            grades = tuple(grade for grade in read if grade is not None)
            if len(grades) == len(read):
                together.append(
                    AuditResult(each.label, latest.scale, grades, each.method, each.reaudit_of_fails, each.provisional)
                )
                continue
            why = f"Graded on the scale {each.scale}; nobody has declared how its grades read on {latest.scale}."
        apart.append((each, why or "Nothing to compare it with."))
    return Comparability(tuple(together), tuple(apart))


def _why_apart(result: AuditResult) -> str | None:
    if result.reaudit_of_fails:
        return "A re-audit of cases that had not been good: it does not stand for the others."
    if result.method not in REPRESENTATIVE:
        return "Its cases were chosen for a reason: they do not stand for the others."
    return None
