"""A number that cannot be read: the cell is blank, the row stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import ColumnKind
from sightline.intake.unread import unread_cells, unread_columns

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for column in unread_columns(extract, table, (ColumnKind.INTEGER, ColumnKind.NUMBER)):
        yield Finding(
            table,
            column.name,
            rows=f"SELECT file_row, CASE WHEN regexp_full_match({column.sql}, '[0-9.]{{1,6}}') THEN {column.sql} "
            f"ELSE 'a text' END AS found FROM ({unread_cells(table, column)})",
            allowed="a whole number" if column.kind is ColumnKind.INTEGER else "a number",
        )


RULE = Rule(
    code="unreadable_number",
    title="A number that cannot be read",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.CELLS,
    says="This is no number, so the cell counts as blank.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_sdq_scores": """
                    csdq_table_id | csdq_person_id | csdq_sdq_completed_date | csdq_sdq_score
                    --------------+----------------+-------------------------+---------------
                    s1            | child1         | 2024-05-01              | 12
                    s2            | child1         | 2024-05-02              | 12.5
                    s3            | child1         | 2024-05-03              | twelve
                    s4            | child1         | 2024-05-03              | 13.0
                """,
            },
            expect=(
                ("ssd_sdq_scores", 3, "csdq_sdq_score", "12.5"),
                ("ssd_sdq_scores", 4, "csdq_sdq_score", "a text"),
            ),
        ),
    ),
)
