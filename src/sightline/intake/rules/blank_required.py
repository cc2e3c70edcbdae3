"""A cell that a local table asks for and that is blank: the row is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import TABLES, Need

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    asked = (column for column in TABLES[table].columns.values() if column.need is Need.ASKED and extract.has(table, column.name))
    for column in extract.blank_columns(table, asked):
        yield Finding(table, column.name, rows=f"SELECT file_row, NULL AS found FROM {table} WHERE {column.sql} IS NULL")


RULE = Rule(
    code="blank_required",
    title="A cell of a local table that is asked for",
    severity=Severity.DOUBTFUL,
    mender=Mender.ANALYST,
    stage=Stage.KEYS,
    says="The table asks for this cell and it is blank; the row was kept.",
    find=find,
    examples=(
        Example(
            tables={
                "loc_org_unit": """
                    unit_id | unit_name | unit_type | service_group | valid_from
                    --------+-----------+-----------+---------------+-----------
                    u1      | North     | team      | cla           | 2024-04-01
                    u2      | South     | team      |               | 2024-04-01
                """,
            },
            expect=(("loc_org_unit", 3, "service_group", ""),),
        ),
    ),
)
