"""A row without its key, or a row of a local table without what it must have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import TABLES, Need

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    columns = TABLES[table].columns.values()
    for column in extract.blank_columns(table, (column for column in columns if column.need is Need.MUST)):
        yield Finding(table, column.name, rows=f"SELECT file_row, NULL AS found FROM {table} WHERE {column.sql} IS NULL")
    either = [column for column in columns if column.need is Need.EITHER]
    if either:
        blank = " AND ".join(f"{column.sql} IS NULL" for column in either)
        yield Finding(
            table,
            either[0].name,
            rows=f"SELECT file_row, NULL AS found FROM {table} WHERE {blank}",
            allowed=f"one of {', '.join(column.name for column in either)}",
        )


RULE = Rule(
    code="missing_key",
    title="A row without its key",
    severity=Severity.DROPS_ROW,
    mender=Mender.EXTRACTOR,
    stage=Stage.KEYS,
    says="The row has no key, so nothing can point at it and it could be counted twice; it was left out.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2015-05-01
                    -1             | 2015-05-01
                                   | 2015-05-01
                """,
                "loc_supervision": """
                    record_id | person_id | worker_id | kind                 | record_date
                    ----------+-----------+-----------+----------------------+------------
                    s1        | child1    |           | case_supervision     | 2024-05-01
                    s2        |           | w1        | personal_supervision | 2024-05-01
                    s3        |           |           | group                | 2024-05-01
                """,
            },
            expect=(
                ("ssd_person", 3, "pers_person_id", ""),
                ("ssd_person", 4, "pers_person_id", ""),
                ("loc_supervision", 4, "person_id", ""),
            ),
        ),
    ),
)
