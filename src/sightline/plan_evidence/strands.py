"""Three strands of evidence: what the data tells us, what audits tell us, what families tell us.

An action is closed on evidence from at least two of them. And measures that pull against each other are read together: the
one that improved, and the one that paid for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sightline.judgement.direction import Travel
from sightline.vocabulary import wording

STRANDS_TO_CLOSE = 2


class Strand(StrEnum):
    """Where evidence comes from, in the words of a page's headings."""

    DATA = "What the data tells us"
    AUDITS = "What audits tell us"
    VOICES = "What families tell us"


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: its strand, what it says, and whether it supports that the action worked."""

    strand: Strand
    says: str
    supports: bool


@dataclass(frozen=True)
class Closing:
    """Whether an action may be closed, with what is wanting, and whether its strands disagree."""

    may_close: bool
    reason: str
    disagreement: str = ""


def can_close(evidence: Sequence[Evidence]) -> Closing:
    """Whether the evidence supports closing an action: two strands at least, and each disagreement said aloud.

    Evidence against does not forbid closing, which is a person's decision; it is never left out of what that person reads.
    """
    supporting = [strand for strand in Strand if any(each.supports for each in evidence if each.strand is strand)]
    against = [strand for strand in Strand if any(not each.supports for each in evidence if each.strand is strand)]
    disagreement = ""
    if supporting and against:
        disagreement = f"{_names(supporting)} for, {_names(against)} against."
    if len(supporting) >= STRANDS_TO_CLOSE:
        return Closing(True, f"Supported by {_names(supporting)}.", disagreement)
    wanting = [strand for strand in Strand if strand not in supporting]
    more = STRANDS_TO_CLOSE - len(supporting)
    reason = f"Closing needs evidence from {more} more of these: {_names(wanting, 'or')}."
    return Closing(False, reason, disagreement)


def _names(strands: Sequence[Strand], joining: str = "and") -> str:
    short = {Strand.DATA: "the data", Strand.AUDITS: "audits", Strand.VOICES: "families"}
    return wording.listed([short[strand] for strand in strands], joining)


def trade_offs(pairs: Sequence[tuple[str, str]], travel: Mapping[str, Travel], names: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each declared pair of which one improves while the other worsens; by indicator id, in the order given."""
    said = []
    for pair in pairs:
        for better, worse in (pair, pair[::-1]):
            if (travel.get(better), travel.get(worse)) == (Travel.IMPROVING, Travel.WORSENING):
                said.append(f"{names[better]}: improving, while {names[worse]} is worsening. Read the two together.")
    return tuple(said)
