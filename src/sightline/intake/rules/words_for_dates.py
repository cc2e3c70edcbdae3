"""A date column of which no cell is a date: the columns have shifted, or the wrong one was exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.unread import columns_of_words

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for column in columns_of_words(extract, table):
        yield Finding(
            table,
            column.name,
            allowed="days such as 2024-12-10 or 10/12/2024",
            message=f"{extract.read[table].source.called}: not one cell of {column.name} is a date. "
            "Look whether the columns have shifted.",
        )


RULE = Rule(
    code="words_for_dates",
    title="A date column wholly of words",
    severity=Severity.STOPS_TABLE,
    mender=Mender.EXTRACTOR,
    stage=Stage.CELLS,
    says="Not one cell of this date column is a date: the columns have shifted, or the wrong one was exported.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_close_date
                    -----------------+----------------+--------------------+----------------
                    r1               | child1         | red                | x
                    r2               | child1         | green              | x
                    r3               | child1         | blue               | 2024-05-01
                """,
            },
            expect=(("ssd_cin_episodes", None, "cine_referral_date", ""),),
        ),
    ),
)
