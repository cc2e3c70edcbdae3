"""A date that cannot be read, or that nobody can mean: the cell is blank, the row stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import ColumnKind
from sightline.intake.unread import unread_cells, unread_columns

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Only what is built like a date is shown: the text of a shifted row may be a name, and a bare number an id.
SHOWN = "regexp_full_match({x}, '[0-9]{{1,4}}[./-][0-9A-Za-z]{{1,3}}[./-][0-9]{{1,4}}([ T][0-9:.Z+-]*)?')"
WORDS = "a text that is no date"


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for column in unread_columns(extract, table, (ColumnKind.DATE, ColumnKind.DATETIME)):
        text = f"text.{column.sql}"
        yield Finding(
            table,
            column.name,
            rows=f"SELECT file_row, CASE WHEN {SHOWN.format(x=text)} THEN {text} ELSE '{WORDS}' END AS found "
            f"FROM ({unread_cells(table, column)}) AS text",
            allowed="a day such as 2024-12-10 or 10/12/2024, the day before the month, the year in full",
        )


RULE = Rule(
    code="unreadable_date",
    title="A date that cannot be read",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.CELLS,
    says="This is no date that can be read, so the cell counts as blank; the row stays.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date  | cine_close_date
                    -----------------+----------------+---------------------+----------------
                    r1               | child1         | 2024-02-30          |
                    r2               | child1         | 31/12/2024 09:15    | 1900-01-01
                    r3               | child1         | 2024-03-01T00:00:00 | soon
                    r4               | child1         | 01/02/24            | 9999-12-31
                    r5               | child1         | 12/25/2024          | 2024-13-01
                """,
            },
            expect=(
                ("ssd_cin_episodes", 2, "cine_referral_date", "2024-02-30"),
                ("ssd_cin_episodes", 5, "cine_referral_date", "01/02/24"),
                ("ssd_cin_episodes", 6, "cine_referral_date", "12/25/2024"),
                ("ssd_cin_episodes", 4, "cine_close_date", "a text that is no date"),
                ("ssd_cin_episodes", 6, "cine_close_date", "2024-13-01"),
            ),
        ),
    ),
)
