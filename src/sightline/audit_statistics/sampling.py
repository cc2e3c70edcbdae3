"""Which cases are audited: drawn by a method that is written down, so that the draw can be made again.

A case is drawn by the order of a hash of the seed and the case. So the draw does not depend on the order in which cases
were read, nor on a version of Python or of a library; and one case more or fewer in the frame changes at most one place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sightline.errors import UsageError
from sightline.vocabulary import wording
from sightline.vocabulary.dates import add_months


class Method(StrEnum):
    """How cases are chosen."""

    RANDOM = "random"
    """Each case has the same chance."""
    STRATIFIED = "stratified"
    """Each stratum (team, need) gives its share."""
    TARGETED = "targeted"
    """Chosen for a reason: says nothing of the cases not chosen."""
    EVERY = "every"
    """Every case of the frame."""


@dataclass(frozen=True)
class Case:
    """A case that could be audited. `team` and `worker` are those who hold it; `audited_on` is its latest audit."""

    case_id: str
    team: str = ""
    worker: str = ""
    stratum: str = ""
    audited_on: date | None = None


@dataclass(frozen=True)
class Draw:
    """A sample with all that is needed to draw it again. `excluded` gives each case left out of the frame its reason."""

    method: Method
    seed: int
    asked_for: int
    frame: tuple[str, ...]
    drawn: tuple[str, ...]
    excluded: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def sentence(self) -> str:
        """How the sample was drawn, in words that stand beside its results."""
        of = f"{wording.n_of_d(len(self.drawn), len(self.frame))} cases"
        left_out = f" {wording.number(len(self.excluded))} more were left out before the draw." if self.excluded else ""
        return {
            Method.RANDOM: f"{of}, drawn at random (seed {self.seed}).",
            Method.STRATIFIED: f"{of}, drawn at random from each stratum in proportion (seed {self.seed}).",
            Method.TARGETED: f"{of}, chosen because: {self.reason.rstrip('.')}. They do not stand for the rest.",
            Method.EVERY: f"{of}: every case there was.",
        }[self.method] + left_out


def draw_sample(
    cases: Iterable[Case],
    size: int,
    method: Method,
    *,
    seed: int,
    as_at: date,
    months_between_audits: int = 0,
    chosen: Sequence[str] = (),
    reason: str = "",
) -> Draw:
    """Draw `size` cases. A case audited in the last `months_between_audits` months to `as_at` is left out of the frame.

    A targeted sample is the cases `chosen`, in that order, with the reason. Fewer are drawn where the frame is smaller.
    Raises UsageError for a size below one, a case that is listed twice, a targeted sample without a reason or with a case
    that is not in the frame.
    """
    held = list(cases)
    twice = [case for case, times in Counter(each.case_id for each in held).items() if times > 1]
    if twice:
        raise UsageError(f"{len(twice)} cases stand in the frame more than once. List each case once.")
    if size < 1:
        raise UsageError(f"A sample of {size} was asked for. Ask for at least one case.")
    since = add_months(as_at, -months_between_audits)
    excluded = {
        case.case_id: f"Audited on {wording.day(case.audited_on)}, less than {months_between_audits} months before."
        for case in held
        if months_between_audits and case.audited_on is not None and case.audited_on > since
    }
    frame = sorted((case for case in held if case.case_id not in excluded), key=lambda case: case.case_id)
    if method is Method.TARGETED:
        drawn = _targeted(frame, chosen, reason)
    elif method is Method.STRATIFIED:
        drawn = _stratified(frame, size, seed)
    else:
        drawn = _in_drawn_order(frame, seed)[: size if method is Method.RANDOM else len(frame)]
    return Draw(method, seed, size, tuple(case.case_id for case in frame), tuple(drawn), excluded, reason)


def share_out(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` each stratum gives, in proportion to its count: by largest remainder, ties by name.

    No stratum gives more than it has. The shares sum to `size`, or to all there are where that is fewer.
    """
    size = min(size, sum(counts.values()))
    if not size:
        return dict.fromkeys(counts, 0)
    whole = sum(counts.values())
    shares = {name: count * size // whole for name, count in counts.items()}
    by_remainder = sorted(counts, key=lambda name: (-(counts[name] * size % whole), name))
    for name in by_remainder[: size - sum(shares.values())]:
        shares[name] += 1
    return shares


def _targeted(frame: Sequence[Case], chosen: Sequence[str], reason: str) -> list[str]:
    if not reason.strip():
        raise UsageError("A targeted sample needs its reason: it stands beside every result of the sample.")
    known = {case.case_id for case in frame}
    unknown = sum(case not in known for case in chosen)
    if unknown or not chosen:
        raise UsageError(f"{unknown} of the {len(chosen)} cases chosen are not in the frame. Choose cases from it.")
    return list(dict.fromkeys(chosen))


def _stratified(frame: Sequence[Case], size: int, seed: int) -> list[str]:
    strata = Counter(case.stratum for case in frame)
    shares = share_out(strata, size)
    return [
        case_id
        for stratum in sorted(strata)
        for case_id in _in_drawn_order([case for case in frame if case.stratum == stratum], seed)[: shares[stratum]]
    ]


def _in_drawn_order(frame: Sequence[Case], seed: int) -> list[str]:
    def place(case_id: str) -> str:
        return hashlib.sha256(f"{seed}:{case_id}".encode()).hexdigest()

    return sorted((case.case_id for case in frame), key=place)
