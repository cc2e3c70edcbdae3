"""A second child protection plan open while one is: a child has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    # Another authority's plan, noted while the child visits, is not the authority's own.
    if extract.as_at is not None and extract.has("ssd_cp_plans", "cppl_cp_plan_start_date"):
        yield Finding(
            "ssd_cp_plans",
            "cppl_cp_plan_start_date",
            rows="SELECT file_row, CAST(cppl_cp_plan_start_date AS VARCHAR) AS found FROM ssd_cp_plans "
            f"WHERE cppl_cp_plan_start_date <= DATE '{extract.as_at}' AND NOT coalesce(cppl_cp_plan_ola, FALSE) "
            f"AND coalesce(cppl_cp_plan_end_date > DATE '{extract.as_at}', TRUE) "
            "AND cppl_person_id IS NOT NULL QUALIFY row_number() OVER (PARTITION BY authority, cppl_person_id "
            "ORDER BY cppl_cp_plan_start_date, cppl_cp_plan_id) > 1",
            allowed="one open plan a child",
        )


RULE = Rule(
    code="two_open_cp_plans",
    title="Two child protection plans open at once",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="Another child protection plan of this child was already open; only the earlier one is counted.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cp_plans": """
                    cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date | cppl_cp_plan_ola
                    ----------------+----------------+-------------------------+-----------------------+-----------------
                    p1              | child1         | 2024-06-01              |                       | N
                    p2              | child1         | 2024-05-01              |                       |
                    p3              | child2         | 2024-05-01              |                       |
                    p4              | child2         | 2024-05-01              | 2024-09-01            |
                    p5              | child2         | 2024-06-01              |                       | Y
                """,
            },
            expect=(("ssd_cp_plans", 2, "cppl_cp_plan_start_date", "2024-06-01"),),
        ),
    ),
)
