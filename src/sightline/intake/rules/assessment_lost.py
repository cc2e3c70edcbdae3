"""An open referral that was passed for assessment and has none: SystemC loses open assessments whose child was already seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_cin_episodes", "cine_referral_outcome_json") and extract.has("ssd_cin_assessments"):
        yield Finding(
            "ssd_cin_episodes",
            "cine_referral_outcome_json",
            rows="SELECT file_row, CAST(cine_referral_date AS VARCHAR) AS found FROM ssd_cin_episodes AS referral "
            "WHERE cine_close_date IS NULL AND contains(cine_referral_outcome_json_true, '|SINGLE_ASSESSMENT|') "
            "AND NOT EXISTS (SELECT 1 FROM ssd_cin_assessments AS linked WHERE linked.authority = referral.authority "
            "AND linked.cina_referral_id = referral.cine_referral_id) "
            # Some systems leave the link blank: then any assessment of the child since the referral will do.
            "AND NOT EXISTS (SELECT 1 FROM ssd_cin_assessments AS unlinked WHERE unlinked.authority = referral.authority "
            "AND unlinked.cina_person_id = referral.cine_person_id AND unlinked.cina_referral_id IS NULL "
            "AND unlinked.cina_assessment_start_date >= referral.cine_referral_date)",
            allowed="a row of ssd_cin_assessments",
        )


RULE = Rule(
    code="assessment_lost",
    title="A referral for assessment that has none",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="Open, passed for assessment, and none is in the extract: SystemC drops them once the child is seen.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_close_date | cine_referral_outcome_json
                    -----------------+----------------+--------------------+-----------------+--------------------------------
                    r1               | child1         | 2025-01-01         |                 | {"SINGLE_ASSESSMENT_FLAG": "Y"}
                    r2               | child2         | 2025-01-02         |                 | {"SINGLE_ASSESSMENT_FLAG": "Y"}
                    r3               | child3         | 2025-01-03         | 2025-02-01      | {"SINGLE_ASSESSMENT_FLAG": "Y"}
                    r4               | child4         | 2025-01-04         |                 | {"SINGLE_ASSESSMENT_FLAG": "N"}
                """,
                "ssd_cin_assessments": """
                    cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date
                    -------------------+----------------+------------------+---------------------------
                    a1                 | child1         | r1               | 2025-01-02
                """,
            },
            expect=(("ssd_cin_episodes", 3, "cine_referral_outcome_json", "2025-01-02"),),
        ),
    ),
)
