"""Whether two people who grade the same case agree: weighted kappa with its interval, upheld grades, severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from sightline.audit_statistics.scales import Scale
from sightline.judgement.proportions import Z_95, wilson_interval
from sightline.vocabulary import wording

# Below this many cases graded twice an interval of kappa is too wide to be worth a figure.
FEWEST_PAIRS = 10


@dataclass(frozen=True)
class PairOfGrades:
    """One case graded twice on one scale: first by its auditor, then blind by another or by a moderator."""

    auditor: str
    first: str
    second: str


@dataclass(frozen=True)
class Agreement:
    """How far two gradings agree. `kappa` and its 95 % interval are None where there is too little to tell from.

    That is below FEWEST_PAIRS cases, or where either of the two gave one grade only.
    """

    pairs: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def sentence(self) -> str:
        """The agreement in words, with what it rests on."""
        if not self.pairs:
            return "No case was graded twice."
        same = f"The second grade was the first in {wording.n_of_d(self.same, self.pairs)} cases."
        if self.kappa is None or self.low is None or self.high is None:
            return f"{same} Too few, or too alike, for a measure of agreement beyond chance."
        span = f"{wording.number(self.low, 2)} to {wording.number(self.high, 2)}"
        return f"{same} Weighted kappa {wording.number(self.kappa, 2)} (95% interval {span})."


def agreement(pairs: Sequence[PairOfGrades], scale: Scale) -> Agreement:
    """Cohen's kappa with linear weights: two grades apart counts twice as much as one (Cohen 1968; Fleiss et al. 1969)."""
    table = np.zeros((len(scale.grades), len(scale.grades)))
    for pair in pairs:
        table[scale.rank(pair.first), scale.rank(pair.second)] += 1
    same = int(np.trace(table))
    # Of somebody who gives every case one grade, kappa says nought without any doubt: a figure that means nothing.
    varies = all(np.count_nonzero(table.sum(axis=axis)) > 1 for axis in (0, 1))
    if len(pairs) < FEWEST_PAIRS or not varies:
        return Agreement(len(pairs), same, None, None, None)
    result = cohens_kappa(table, wt="linear")
    kappa, spread = float(result.kappa), Z_95 * float(result.std_kappa)
    return Agreement(len(pairs), same, kappa, max(-1.0, kappa - spread), min(1.0, kappa + spread))


@dataclass(frozen=True)
class Upheld:
    """Grades that moderation left as they were. The interval is Wilson's, in per cent."""

    upheld: int
    moderated: int
    low: float
    high: float


def upheld(pairs: Sequence[PairOfGrades]) -> Upheld | None:
    """How many grades were upheld; None where nothing was moderated."""
    if not pairs:
        return None
    same = sum(pair.first == pair.second for pair in pairs)
    return Upheld(same, len(pairs), *wilson_interval(same, len(pairs)))


@dataclass(frozen=True)
class Severity:
    """By how many grades an auditor is above (more generous) or below the second grade, on average, with a 95 % interval."""

    auditor: str
    pairs: int
    mean: float
    low: float | None
    high: float | None

    @property
    def drifts(self) -> bool:
        """Whether the auditor grades differently from others by more than chance would give."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def severity(pairs: Sequence[PairOfGrades], scale: Scale) -> Mapping[str, Severity]:
    """Each auditor's severity, by Student's t on the differences. Without two different differences there is no interval."""
    found: dict[str, Severity] = {}
    for auditor in sorted({pair.auditor for pair in pairs}):
        own = [pair for pair in pairs if pair.auditor == auditor]
        differences = np.array([scale.rank(pair.first) - scale.rank(pair.second) for pair in own], dtype=float)
        mean, low, high = float(differences.mean()), None, None
        if len(own) >= FEWEST_PAIRS and differences.std() > 0:
            interval = stats.ttest_1samp(differences, 0.0).confidence_interval(0.95)
            low, high = float(interval.low), float(interval.high)
        found[auditor] = Severity(auditor, len(own), mean, low, high)
    return found
