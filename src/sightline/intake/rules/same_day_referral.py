"""Two referrals of one child on one day, which count as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_cin_episodes", "cine_referral_date"):
        # The one that counts is one that went further, then the lowest id.
        yield Finding(
            "ssd_cin_episodes",
            "cine_referral_date",
            rows="SELECT file_row, CAST(cine_referral_date AS VARCHAR) AS found FROM ssd_cin_episodes "
            "WHERE cine_person_id IS NOT NULL AND cine_referral_date IS NOT NULL "
            "QUALIFY row_number() OVER (PARTITION BY authority, cine_person_id, cine_referral_date "
            "ORDER BY coalesce(cine_referral_nfa, FALSE), cine_referral_id) > 1",
            allowed="one referral of a child on a day",
        )


RULE = Rule(
    code="same_day_referral",
    title="Two referrals of a child on one day",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="The child has another referral on this day; the two count as one.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_referral_nfa
                    -----------------+----------------+--------------------+------------------
                    r1               | child1         | 2025-01-01         | Y
                    r2               | child1         | 2025-01-01         | N
                    r3               | child2         | 2025-01-01         | N
                """,
            },
            expect=(("ssd_cin_episodes", 2, "cine_referral_date", "2025-01-01"),),
        ),
    ),
)
