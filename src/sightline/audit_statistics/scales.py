"""Grading scales and their versions: which grade is better, and which scales may stand in one trend.

Two scales are never set beside each other unless somebody has declared how the grades of one read on the other. Until
2020 audits were graded by whether they met good; since then by the four grades of Ofsted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline.errors import UsageError


@dataclass(frozen=True)
class Scale:
    """Grades from the worst to the best, with the lowest grade that counts as good."""

    name: str
    grades: tuple[str, ...]
    good_from: str

    def __post_init__(self) -> None:
        if len(set(self.grades)) < len(self.grades) or self.good_from not in self.grades:
            raise ValueError(f"The scale {self.name} repeats a grade, or '{self.good_from}' is none of its grades.")

    def rank(self, grade: str) -> int:
        """The place of a grade, 0 for the worst. Raises UsageError for a grade that the scale does not have."""
        if grade not in self.grades:
            raise UsageError(f"'{grade}' is not a grade of the scale {self.name}. Its grades are {', '.join(self.grades)}.")
        return self.grades.index(grade)

    def is_good(self, grade: str) -> bool:
        """Whether a grade is good or better."""
        return self.rank(grade) >= self.rank(self.good_from)


OFSTED = Scale("ofsted4", ("inadequate", "requires improvement", "good", "outstanding"), good_from="good")
MEETING_GOOD = Scale("met_good3", ("does not meet good", "meets good", "exceeds good"), good_from="meets good")
SCALES: Mapping[str, Scale] = {scale.name: scale for scale in (OFSTED, MEETING_GOOD)}


@dataclass(frozen=True)
class Crosswalk:
    """A declaration, by a person and with a reason, of how the grades of one scale read on another."""

    source: str
    target: str
    grades: Mapping[str, str]
    declared_by: str
    reason: str

    def __post_init__(self) -> None:
        missing = [grade for grade in SCALES[self.source].grades if grade not in self.grades]
        if missing:
            raise UsageError(f"The crosswalk from {self.source} to {self.target} leaves out {', '.join(missing)}.")
        for grade in self.grades.values():
            SCALES[self.target].rank(grade)


def on_scale(grade: str, scale: str, wanted: str, crosswalks: Sequence[Crosswalk] = ()) -> str | None:
    """A grade read on the scale wanted; None where nobody has declared how."""
    if scale == wanted:
        return grade
    for crosswalk in crosswalks:
        if (crosswalk.source, crosswalk.target) == (scale, wanted):
            return crosswalk.grades[grade]
    return None
