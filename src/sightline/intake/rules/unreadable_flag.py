"""A flag that is neither yes nor no in any spelling, nor a word for unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import ColumnKind
from sightline.intake.unread import unread_cells, unread_columns

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for column in unread_columns(extract, table, (ColumnKind.FLAG,)):
        yield Finding(
            table,
            column.name,
            rows=f"SELECT file_row, CASE WHEN length({column.sql}) <= 3 THEN {column.sql} ELSE 'a text' END AS found "
            f"FROM ({unread_cells(table, column)})",
            allowed="Y or N, yes or no, 1 or 0, true or false",
        )


RULE = Rule(
    code="unreadable_flag",
    title="A flag that is neither yes nor no",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.CELLS,
    says="This is neither yes nor no, so the cell counts as blank.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_visits": """
                    cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date | cinv_cin_visit_seen
                    ------------------+----------------+---------------------+--------------------
                    v1                | child1         | 2024-05-01          | Yes
                    v2                | child1         | 2024-05-02          | Q
                    v3                | child1         | 2024-05-03          | U
                    v4                | child1         | 2024-05-04          | true
                    v5                | child1         | 2024-05-05          | perhaps
                """,
            },
            expect=(
                ("ssd_cin_visits", 3, "cinv_cin_visit_seen", "Q"),
                ("ssd_cin_visits", 6, "cinv_cin_visit_seen", "a text"),
            ),
        ),
    ),
)
