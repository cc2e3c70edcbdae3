"""An initial conference, not a transfer in, with no section 47 enquiry linked or started in the 90 days before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

DAYS_BEFORE = 90


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_initial_cp_conference", "icpc_icpc_date") and extract.has("ssd_s47_enquiry", "s47e_s47_start_date"):
        yield Finding(
            "ssd_initial_cp_conference",
            "icpc_s47_enquiry_id",
            rows="SELECT file_row, CAST(icpc_icpc_date AS VARCHAR) AS found FROM ssd_initial_cp_conference AS conference "
            "WHERE icpc_icpc_date IS NOT NULL AND NOT coalesce(icpc_icpc_transfer_in, FALSE) AND NOT EXISTS ("
            "SELECT 1 FROM ssd_s47_enquiry AS linked WHERE linked.authority = conference.authority "
            "AND linked.s47e_s47_enquiry_id = conference.icpc_s47_enquiry_id) AND NOT EXISTS ("
            "SELECT 1 FROM ssd_s47_enquiry AS near WHERE near.authority = conference.authority "
            "AND near.s47e_person_id = conference.icpc_person_id "
            f"AND near.s47e_s47_start_date BETWEEN conference.icpc_icpc_date - {DAYS_BEFORE} AND conference.icpc_icpc_date)",
            allowed="an enquiry",
        )


RULE = Rule(
    code="conference_without_enquiry",
    title="An initial conference without a section 47 enquiry",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="No enquiry is linked to it or started in the 90 days before it, so whether it was in time cannot be told.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_s47_enquiry": """
                    s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date
                    --------------------+----------------+--------------------
                    s1                  | child1         | 2024-12-01
                    s2                  | child2         | 2024-12-01
                """,
                "ssd_initial_cp_conference": """
                    icpc_icpc_id | icpc_person_id | icpc_s47_enquiry_id | icpc_icpc_date | icpc_icpc_transfer_in
                    -------------+----------------+---------------------+----------------+----------------------
                    i1           | child1         | s1                  | 2024-12-15     | N
                    i2           | child2         |                     | 2025-03-01     | N
                    i3           | child2         |                     | 2025-03-02     | N
                    i4           | child3         |                     | 2025-03-02     | Y
                    i5           | child3         |                     | 2025-03-02     |
                    i6           | child3         |                     |                | N
                """,
            },
            expect=(
                ("ssd_initial_cp_conference", 4, "icpc_s47_enquiry_id", "2025-03-02"),
                ("ssd_initial_cp_conference", 6, "icpc_s47_enquiry_id", "2025-03-02"),
            ),
        ),
    ),
)
