"""The rules, in the order in which they look. One rule a file, with its worked examples."""

from __future__ import annotations

from sightline.intake.issues import Rule
from sightline.intake.rules import (
    legacy_person,
    person_filled,
    staff_number,
    stopped,
)

STOPPED = stopped.RULE
RULES: tuple[Rule, ...] = (
    stopped.RULE,
    person_filled.RULE,
    legacy_person.RULE,
    staff_number.RULE,
)
_BY_CODE = {rule.code: rule for rule in RULES}


def rule_named(code: str) -> Rule:
    """The rule with this code."""
    return _BY_CODE[code]
