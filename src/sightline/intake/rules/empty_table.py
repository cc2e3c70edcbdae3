"""A file with headings and no rows, of a table that the systems do fill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage
from sightline.intake.schema import Status

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        if read.rows == 0 and read.table.status is Status.RELEASE:
            yield Finding(name, found="no rows")


RULE = Rule(
    code="empty_table",
    title="A table without rows",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The file has headings and no rows, so indicators that rest on it count nothing.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_missing": """
                    miss_table_id | miss_person_id
                    --------------+---------------
                """,
                "ssd_send": """
                    send_table_id | send_person_id
                    --------------+---------------
                """,
                "ssd_person": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2015-05-01
                """,
            },
            expect=(("ssd_missing", None, None, "no rows"),),
        ),
    ),
)
