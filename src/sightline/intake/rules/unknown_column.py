"""A column that the standard does not know: left out, and said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        for heading in read.unknown:
            yield Finding(name, found=heading, allowed="the columns of the standard")


RULE = Rule(
    code="unknown_column",
    title="A column that the standard does not know",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The standard has no such column, so it was left out. If it is an old name, rename it.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob   | favourite_colour
                    ---------------+------------+-----------------
                    child1         | 2015-05-01 | blue
                """,
            },
            expect=(("ssd_person", None, None, "favourite_colour"),),
        ),
    ),
)
