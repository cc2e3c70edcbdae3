"""A person who is not in ssd_person. The standard enforces no link, so some are normal; many mean that a file is old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.links import unmatched
from sightline.intake.schema import PERSON

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if not extract.has("ssd_person"):
        return
    for name, read in extract.read.items():
        for column in read.table.referring_to(PERSON):
            yield Finding(name, column.name, rows=unmatched(name, column, "ssd_person", "pers_person_id"))


RULE = Rule(
    code="unknown_person",
    title="A person who is not in the extract",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.TABLES,
    says="The person is not in ssd_person, so age, sex and ethnicity are not known; the row was kept.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2015-05-01
                """,
                "ssd_cin_plans": """
                    cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date
                    -----------------+----------------+-------------------------
                    p1               | child1         | 2024-05-01
                    p2               | child2         | 2024-05-01
                    p3               |                | 2024-05-01
                """,
            },
            expect=(("ssd_cin_plans", 3, "cinp_person_id", ""),),
        ),
    ),
)
