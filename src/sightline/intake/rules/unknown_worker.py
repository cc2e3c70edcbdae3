"""A worker who is in ssd_professionals by no number or name. It may be a name, so it is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.links import unmatched
from sightline.intake.schema import PROFESSIONAL

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if not extract.has("ssd_professionals"):
        return
    for name, read in extract.read.items():
        for column in read.table.referring_to(PROFESSIONAL):
            yield Finding(name, column.name, rows=unmatched(name, column, "ssd_professionals", "prof_professional_id"))


RULE = Rule(
    code="unknown_worker",
    title="A worker who is not in the extract",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.TABLES,
    says="The worker is in ssd_professionals neither by professional id nor by staff number nor by a name of its own.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_professionals": """
                    prof_professional_id | prof_staff_id
                    ---------------------+--------------
                    w1                   | 90001
                """,
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_referral_worker_id
                    -----------------+----------------+--------------------+------------------------
                    r1               | child1         | 2024-05-01         | w1
                    r2               | child1         | 2024-05-02         | 90001
                    r3               | child1         | 2024-05-03         | A. Person
                """,
            },
            expect=(("ssd_cin_episodes", 4, "cine_referral_worker_id", ""),),
        ),
    ),
)
