"""Two rows with one key: the one that says more is kept, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import TABLES

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    columns = TABLES[table].columns
    key = [columns[name] for name in TABLES[table].key]
    if not key:
        return
    keys = ", ".join(["authority", *(column.sql for column in key)])
    twice = f"SELECT {keys} FROM {table} GROUP BY ALL HAVING count(*) > 1"
    if not extract.connection.execute(f"{twice} LIMIT 1").fetchone():
        return
    others = [column.sql for column in columns.values() if not column.is_key]
    # The fullest row first; between equally full ones the greatest text, so that the file's order decides nothing.
    filled = " + ".join(f"CAST({name} IS NOT NULL AS INT)" for name in others) or "0"
    order = ", ".join([f"{filled} DESC", *(f"{name} DESC NULLS LAST" for name in others), "file_row"])
    same = " AND ".join(f"row.{name} IS NOT DISTINCT FROM twice.{name}" for name in keys.split(", "))
    yield Finding(
        table,
        key[0].name,
        rows=f"SELECT file_row, NULL AS found FROM (SELECT row.* FROM {table} AS row SEMI JOIN ({twice}) AS twice ON {same}) "
        f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {order}) > 1",
        allowed="one row a key",
    )


RULE = Rule(
    code="duplicate_key",
    title="Two rows with one key",
    severity=Severity.DROPS_ROW,
    mender=Mender.EXTRACTOR,
    stage=Stage.KEYS,
    says="Another row has the same key and says as much or more; this one was left out.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob   | pers_sex
                    ---------------+------------+---------
                    child1         | 2015-05-01 |
                    child1         | 2015-05-01 | F
                    child2         | 2015-05-01 | M
                """,
                "ssd_family": """
                    fami_table_id | fami_family_id | fami_person_id
                    --------------+----------------+---------------
                    contact1      | family1        | child1
                    contact1      | family1        | child2
                """,
            },
            expect=(("ssd_person", 2, "pers_person_id", ""),),
        ),
    ),
)
