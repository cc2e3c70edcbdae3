"""Involvements of which none has a role that means the allocated worker: codes changed in 1.4.5 and differ by system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Settings of the national definitions: 1.4.5, before it, and Eclipse.
ALLOCATED = ("CW", "ALLOCATED CASE WORKER", "AW")


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if not extract.has("ssd_involvements", "invo_professional_role_id") or not extract.count("ssd_involvements"):
        return
    connection = extract.connection
    if connection.execute("SELECT 1 FROM loc_config WHERE \"key\" = 'allocated_roles' LIMIT 1").fetchone():
        return
    if not connection.execute(
        f"SELECT 1 FROM ssd_involvements WHERE invo_professional_role_id IN {ALLOCATED} LIMIT 1"
    ).fetchone():
        yield Finding("ssd_involvements", "invo_professional_role_id", found="none", allowed=", ".join(ALLOCATED))


RULE = Rule(
    code="no_allocated_role",
    title="No involvement is an allocation",
    severity=Severity.DOUBTFUL,
    mender=Mender.ANALYST,
    stage=Stage.TABLES,
    says="No role here means the allocated worker, so no child has one. Name it in loc_config, allocated_roles.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_involvements": """
                    involvements_id | person_id | professional_id | role_id    | start_date
                    ----------------+-----------+-----------------+------------+-----------
                    i1              | child1    | w1              | Key worker | 2024-01-01
                """,
            },
            expect=(("ssd_involvements", None, "invo_professional_role_id", "none"),),
        ),
        Example(
            tables={
                "ssd_involvements": """
                    involvements_id | person_id | professional_id | role_id               | start_date
                    ----------------+-----------+-----------------+-----------------------+-----------
                    i1              | child1    | w1              | Allocated case worker | 2024-01-01
                """,
            },
            expect=(),
        ),
    ),
)
