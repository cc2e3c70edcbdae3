"""Proof-reading: what people wrote, held against the figures of the store that it stands with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.scorecards import ScorecardLine
from sightline.errors import StoreError, UsageError
from sightline.intake.authored import read_authored
from sightline.intake.authored_kinds import KINDS
from sightline.judgement.commentary import Comment
from sightline.judgement.tolerance import AUTHORITY
from sightline.pipeline.asking import Question, ask
from sightline.pipeline.comments import authored_comments
from sightline.pipeline.definitions import open_catalogue
from sightline.reports.build.blocks import block_of
from sightline.reports.build.material import Control, Material
from sightline.reports.proofread import proofread
from sightline.reports.proofreading.answers import read_answers
from sightline.reports.proofreading.findings import Finding, unanswered
from sightline.vocabulary.audience import Audience

# Words about teams are read against the figures of teams; of a team, against its own.
SPLIT = "team"
# No document is made: what stands in its control is never read.
NO_DOCUMENT = Control(created_at=datetime(1900, 1, 1))


def findings_of(store: Path, catalogue: Catalogue, comment: Comment) -> tuple[Finding, ...]:
    """What the proof-reader has to say of a comment; nothing where the store has no figures for it to stand with."""
    unit = None if comment.applies_to == AUTHORITY else comment.applies_to.partition(":")[2]
    wanted = [name for name in comment.indicators if SPLIT in catalogue.get(name).breakdowns] if unit is None else []
    question = Question(comment.indicators, comment.month, unit, split={SPLIT: wanted} if wanted else {})
    try:
        asked = ask(store, catalogue, question)
    except (StoreError, UsageError):
        return ()
    material = Material(catalogue, asked, Audience.TEAM, NO_DOCUMENT)
    lines = [material.named(ScorecardLine(indicator=name)) for name in comment.indicators]
    return proofread(comment.text, block_of(lines, material, SPLIT if wanted else None))


def open_contradictions(store: Path, catalogue: Catalogue, comment: Comment) -> tuple[Finding, ...]:
    """The contradictions in a comment that nobody has answered with a reason: while there are any it cannot be agreed to."""
    held = read_authored(store, KINDS["answers"])
    answers = read_answers((record.where, record.row) for record in held.current)
    own = [answer.answer for answer in answers if answer.is_about(comment)]
    return unanswered(findings_of(store, catalogue, comment), own)


def proofread_comments(store: Path, definitions: Path | None = None) -> Mapping[Comment, tuple[Finding, ...]]:
    """The findings of every comment that was written in the store, in the order in which each was last touched."""
    catalogue = open_catalogue(store, definitions)
    return {comment: findings_of(store, catalogue, comment) for comment in authored_comments(store)}
