"""The proof-reader: what people write is read against the figures that it stands with.

Every number, movement, comparison, superlative and period of a passage is checked by plain rules. What the figures deny is a
contradiction; what they cannot settle is a query; what they bear out is passed over in silence.
docs/explanation/proof-reading.md says what such rules can see and what they cannot.
"""

from __future__ import annotations

from collections.abc import Iterable

from sightline.reports.proofreading.block import Block
from sightline.reports.proofreading.findings import Finding
from sightline.reports.proofreading.matching import Matcher
from sightline.reports.proofreading.movements import check_movements, check_opposites
from sightline.reports.proofreading.numbers import check_numbers
from sightline.reports.proofreading.sentences import read_sentences
from sightline.reports.proofreading.standings import check_standings


def proofread(text: str, block: Block) -> tuple[Finding, ...]:
    """The findings of a passage against its block, in reading order. Nothing is changed in either."""
    matcher = Matcher(block)
    found: list[Finding] = []
    sentences = read_sentences(text)
    for sentence in sentences:
        for check in (check_numbers, check_movements, check_standings):
            found.extend(check(sentence, matcher))
    found.extend(check_opposites(sentences, matcher))
    return tuple(_once(found))


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for finding in findings:
        key = (finding.kind, finding.words, finding.sentence)
        if key not in seen:
            seen.add(key)
            yield finding
