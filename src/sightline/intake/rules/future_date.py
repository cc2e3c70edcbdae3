"""An event dated after the extract: a slip of the year, or something booked and written down as done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.as_at is None:
        return
    for name, read in extract.read.items():
        for column in (read.table.columns[field] for field in read.fields):
            if column.is_event:
                yield Finding(
                    name,
                    column.name,
                    rows=f"SELECT file_row, strftime({column.sql}, '%Y-%m-%d') AS found FROM {name} "
                    f"WHERE CAST({column.sql} AS DATE) > DATE '{extract.as_at}'",
                    allowed=f"no later than {extract.as_at}",
                )


RULE = Rule(
    code="future_date",
    title="Something that has not happened yet",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="The date lies after the date that the extract is as at, so the row is not counted yet.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_visits": """
                    cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date
                    ------------------+----------------+--------------------
                    v1                | child1         | 2025-03-31
                    v2                | child1         | 2025-04-01
                    v3                | child1         | 2052-03-01
                """,
            },
            expect=(
                ("ssd_cin_visits", 3, "cinv_cin_visit_date", "2025-04-01"),
                ("ssd_cin_visits", 4, "cinv_cin_visit_date", "2052-03-01"),
            ),
        ),
    ),
)
