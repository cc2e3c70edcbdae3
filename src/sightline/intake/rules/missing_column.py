"""A column of the standard that a file has not. Of a local table only the columns that it must have are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Mosaic has it in place of the person; no other system has it.
ONLY_SOME_SYSTEMS = frozenset({"cinv_cin_plan_id"})


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        for field in read.missing:
            column = read.table.columns[field]
            if field not in ONLY_SOME_SYSTEMS and (column.required or not read.table.is_local):
                yield Finding(name, field)


RULE = Rule(
    code="missing_column",
    title="A column that the file has not",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The file has no such column, so every row counts as blank there.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_assessment_factors": """
                    cinf_table_id | cinf_assessment_id
                    --------------+-------------------
                    f1            | a1
                """,
                "loc_bank_holiday": """
                    holiday_date
                    ------------
                    2026-12-25
                """,
            },
            expect=(("ssd_assessment_factors", None, "cinf_assessment_factors_json", ""),),
        ),
    ),
)
