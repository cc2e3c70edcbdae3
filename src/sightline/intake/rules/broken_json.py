"""Outcome JSON that is broken: its flags are looked for by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    read = extract.read[table]
    for column in (read.table.columns[name] for name in read.fields):
        if column.is_json:
            yield Finding(
                table,
                column.name,
                rows=f"SELECT file_row, 'broken JSON' AS found FROM {table} "
                f"WHERE {column.sql} IS NOT NULL AND NOT json_valid({column.sql})",
                allowed="JSON",
            )


RULE = Rule(
    code="broken_json",
    title="Outcomes that are not sound JSON",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.CELLS,
    says="The JSON is broken, most likely by a quotation mark in a comment; its flags were looked for by name.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_contacts": """
                    cont_contact_id | cont_person_id | cont_contact_date | cont_contact_outcome_json
                    ----------------+----------------+-------------------+-----------------------------------------------
                    c1              | child1         | 2024-05-01        | {"NFA_FLAG": "Y", "COMMENTS": "she said "no""}
                    c2              | child1         | 2024-05-02        | {"NFA_FLAG": "Y", "COMMENTS": "fine"}
                """,
            },
            expect=(("ssd_contacts", 2, "cont_contact_outcome_json", "broken JSON"),),
        ),
    ),
)
