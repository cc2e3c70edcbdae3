"""A code that is not in its set and that the authority has not mapped: the text is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.codes import CODE_SETS
from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import TABLES

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# A text that stands on several rows is a local code; one that stands once and is long may be anything, so it is not shown.
SEVERAL, SHORT = 3, 3


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for column in (TABLES[table].columns[name] for name in extract.uncoded[table]):
        codes = CODE_SETS[column.codes or ""]
        allowed = ", ".join("'" + code.replace("'", "''") + "'" for code in codes.codes)
        yield Finding(
            table,
            column.name,
            rows=f"SELECT file_row, CASE WHEN length({column.sql}) <= {SHORT} OR count(*) OVER (PARTITION BY {column.sql}) >= "
            f"{SEVERAL} THEN {column.sql} ELSE 'a text' END AS found FROM {table} "
            f"WHERE {column.sql} IS NOT NULL AND {column.sql} NOT IN ({allowed})",
            allowed=codes.allowed,
        )


RULE = Rule(
    code="unknown_code",
    title="A code that the standard does not know",
    severity=Severity.DOUBTFUL,
    mender=Mender.ANALYST,
    stage=Stage.CELLS,
    says="The code set has no such code, so the text was kept as it is. Say in loc_code_map what it means.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_cin_primary_need_code | cine_close_reason
                    -----------------+----------------+--------------------+----------------------------+------------------
                    r1               | child1         | 2024-02-01         | N1                         | RC1 Adopted
                    r2               | child1         | 2024-02-02         | N77                        | somebody said so
                    r3               | child1         | 2024-02-03         | N2 - disability            | LOCAL7
                """,
                "loc_code_map": """
                    source_table | source_field      | source_value | standard_code
                    -------------+-------------------+--------------+--------------
                    cin_episodes | cine_close_reason | local7       | RC7
                """,
            },
            expect=(
                ("ssd_cin_episodes", 3, "cine_cin_primary_need_code", "N77"),
                ("ssd_cin_episodes", 3, "cine_close_reason", "a text"),
            ),
        ),
    ),
)
