"""A row without a person, whose parent record gives none either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import PERSON

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# A practice alert, an audit or an agreed frequency may be about a unit or a worker, and a mother's child may not be known.
MAY_BE_BLANK = frozenset({"loc_practice_alert", "loc_audit", "loc_visit_standard", "loc_supervision", "loc_early_help_episode"})


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        if name in MAY_BE_BLANK:
            continue
        for column in extract.blank_columns(name, read.table.referring_to(PERSON)):
            yield Finding(name, column.name, rows=f"SELECT file_row, NULL AS found FROM {name} WHERE {column.sql} IS NULL")


RULE = Rule(
    code="no_person",
    title="A row that belongs to nobody",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.TABLES,
    says="The row has no person, and no plan, period of care or referral leads to one; it cannot be counted for a child.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cp_visits": """
                    cppv_cp_visit_id | cppv_person_id | cppv_cp_visit_date
                    -----------------+----------------+-------------------
                    v1               | child1         | 2024-05-01
                    v2               |                | 2024-05-01
                """,
            },
            expect=(("ssd_cp_visits", 3, "cppv_person_id", ""),),
        ),
    ),
)
