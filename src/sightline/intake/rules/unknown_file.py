"""A file that is named for no table: not read, and said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name in extract.sources.not_recognised:
        yield Finding("", found=name, allowed="the name of a table, such as ssd_person.csv or cin_episodes.csv")


RULE = Rule(
    code="unknown_file",
    title="A file named for no table",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The file is named for no table of the standard, so it was not read.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2015-05-01
                """,
                "ssd_persons_old": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2015-05-01
                """,
            },
            expect=(("", None, None, "ssd_persons_old.csv"),),
        ),
    ),
)
