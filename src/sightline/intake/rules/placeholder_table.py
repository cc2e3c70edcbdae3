"""A table that the standard keeps a place for, and that the systems fill with placeholders if at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import Status

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        if read.rows and read.table.status is Status.PLACEHOLDER:
            yield Finding(name, found=f"rows: {read.rows:,}")


RULE = Rule(
    code="placeholder_table",
    title="A table that the standard keeps a place for",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.FILES,
    says="The standard only keeps a place for this table; no indicator rests on it yet.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_voice_of_child": """
                    voch_table_id | voch_person_id | voch_plan_safe
                    --------------+----------------+---------------
                    v1            | child1         | SSD_PH
                """,
            },
            expect=(("ssd_voice_of_child", None, None, "rows: 1"),),
        ),
    ),
)
