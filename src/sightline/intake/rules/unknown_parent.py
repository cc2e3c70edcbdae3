"""A row that points at a plan, a referral or another record that is not in the extract, most often because it ended long ago."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.links import unmatched
from sightline.intake.schema import PERSON, PROFESSIONAL

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        for column in read.table.columns.values():
            if column.refers_to is None or column.refers_to in (PERSON, PROFESSIONAL):
                continue
            target, key = column.refers_to.split(".")
            if extract.has(target, key):
                yield Finding(name, column.name, rows=unmatched(name, column, target, key))


RULE = Rule(
    code="unknown_parent",
    title="A plan, referral or other record that is not in the extract",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.TABLES,
    says="The record that this row points at is not in the extract; the row was kept.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cp_plans": """
                    cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
                    ----------------+----------------+------------------------
                    plan1           | child1         | 2024-05-01
                """,
                "ssd_cp_visits": """
                    cppv_cp_visit_id | cppv_person_id | cppv_cp_plan_id | cppv_cp_visit_date
                    -----------------+----------------+-----------------+-------------------
                    v1               | child1         | plan1           | 2024-05-08
                    v2               | child1         | plan0           | 2024-05-09
                """,
            },
            expect=(("ssd_cp_visits", 3, "cppv_cp_plan_id", ""),),
        ),
    ),
)
