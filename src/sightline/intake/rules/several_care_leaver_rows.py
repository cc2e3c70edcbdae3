"""Several leaving-care records of one young person: the one with the latest contact, then pathway plan, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_care_leavers"):
        yield Finding(
            "ssd_care_leavers",
            "clea_person_id",
            rows="SELECT file_row, coalesce(CAST(clea_care_leaver_latest_contact AS VARCHAR), '') AS found FROM ssd_care_leavers "
            "WHERE clea_person_id IS NOT NULL QUALIFY row_number() OVER (PARTITION BY authority, clea_person_id "
            "ORDER BY clea_care_leaver_latest_contact DESC NULLS LAST, clea_pathway_plan_review_date DESC NULLS LAST, "
            "clea_table_id) > 1",
            allowed="one record a young person",
        )


RULE = Rule(
    code="several_care_leaver_rows",
    title="Several records of one care leaver",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="The young person has another record with a later contact or pathway plan; that one is used.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_care_leavers": """
                    clea_table_id | clea_person_id | clea_care_leaver_latest_contact | clea_pathway_plan_review_date
                    --------------+----------------+---------------------------------+------------------------------
                    c1            | child1         | 2024-01-01                      | 2024-12-01
                    c2            | child1         | 2024-03-01                      | 1900-01-01
                    c3            | child2         |                                 |
                """,
            },
            expect=(("ssd_care_leavers", 2, "clea_person_id", "2024-01-01"),),
        ),
    ),
)
