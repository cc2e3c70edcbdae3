"""A number outside what its column can hold, such as a strengths and difficulties score of 55."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    read = extract.read[table]
    for column in (read.table.columns[name] for name in read.fields):
        if column.low is None and column.high is None:
            continue
        low = f"{column.sql} < {column.low}" if column.low is not None else "FALSE"
        high = f"{column.sql} > {column.high}" if column.high is not None else "FALSE"
        yield Finding(
            table,
            column.name,
            rows=f"SELECT file_row, {column.sql} AS found FROM {table} WHERE {low} OR {high}",
            allowed=f"{_said(column.low, 'any')} to {_said(column.high, 'any')}",
        )


def _said(bound: float | None, none: str) -> str:
    return none if bound is None else f"{bound:g}"


RULE = Rule(
    code="number_out_of_range",
    title="A number beyond belief",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.CELLS,
    says="The number is outside what can be; it was kept as it is.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_sdq_scores": """
                    csdq_table_id | csdq_person_id | csdq_sdq_completed_date | csdq_sdq_score
                    --------------+----------------+-------------------------+---------------
                    s1            | child1         | 2024-05-01              | 40
                    s2            | child1         | 2024-05-02              | 41
                """,
                "ssd_cla_placement": """
                    clap_cla_placement_id | clap_person_id | clap_cla_placement_start_date | clap_cla_placement_distance
                    ----------------------+----------------+-------------------------------+----------------------------
                    p1                    | child1         | 2024-05-01                    | 999.9
                    p2                    | child1         | 2024-05-02                    | -3
                """,
            },
            expect=(
                ("ssd_sdq_scores", 3, "csdq_sdq_score", "41"),
                ("ssd_cla_placement", 3, "clap_cla_placement_distance", "-3.0"),
            ),
        ),
    ),
)
