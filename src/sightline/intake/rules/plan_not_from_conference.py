"""A child protection plan that starts on another day than its initial conference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_cp_plans", "cppl_icpc_id", "cppl_cp_plan_start_date") and extract.has("ssd_initial_cp_conference"):
        yield Finding(
            "ssd_cp_plans",
            "cppl_cp_plan_start_date",
            rows="SELECT plan.file_row, cppl_cp_plan_start_date || ', conference ' || icpc_icpc_date AS found "
            "FROM ssd_cp_plans AS plan JOIN ssd_initial_cp_conference AS conference ON conference.authority = plan.authority "
            "AND conference.icpc_icpc_id = plan.cppl_icpc_id AND conference.icpc_person_id = plan.cppl_person_id "
            "WHERE icpc_icpc_date <> cppl_cp_plan_start_date AND NOT coalesce(icpc_icpc_transfer_in, FALSE)",
            allowed="the day of the conference",
        )


RULE = Rule(
    code="plan_not_from_conference",
    title="A plan that did not start on its conference",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="The plan starts on another day than the conference that decided it; the plan's own start is used.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_initial_cp_conference": """
                    icpc_icpc_id | icpc_person_id | icpc_icpc_date
                    -------------+----------------+---------------
                    i1           | child1         | 2024-12-15
                """,
                "ssd_cp_plans": """
                    cppl_cp_plan_id | cppl_person_id | cppl_icpc_id | cppl_cp_plan_start_date
                    ----------------+----------------+--------------+------------------------
                    p1              | child1         | i1           | 2024-12-17
                    p2              | child1         |              | 2024-12-17
                """,
            },
            expect=(("ssd_cp_plans", 2, "cppl_cp_plan_start_date", "2024-12-17, conference 2024-12-15"),),
        ),
    ),
)
