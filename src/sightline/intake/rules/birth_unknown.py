"""Somebody without a date of birth who is no unborn child: the date may stand as an estimate in pers_expected_dob."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.as_at is not None and extract.has("ssd_person", "pers_dob"):
        yield Finding(
            "ssd_person",
            "pers_dob",
            rows="SELECT file_row, coalesce('expected ' || pers_expected_dob, '') AS found FROM ssd_person "
            f"WHERE pers_dob IS NULL AND coalesce(pers_expected_dob <= DATE '{extract.as_at}', TRUE)",
        )


RULE = Rule(
    code="birth_unknown",
    title="A person without a date of birth",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="The date of birth is not known, or only expected and past, so the person has no age.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob   | pers_expected_dob
                    ---------------+------------+------------------
                    child1         | 2014-06-01 |
                    child2         |            | 2025-06-01
                    child3         |            | 2025-01-10
                    child4         |            |
                """,
            },
            expect=(
                ("ssd_person", 4, "pers_dob", "expected 2025-01-10"),
                ("ssd_person", 5, "pers_dob", ""),
            ),
        ),
    ),
)
