"""A row with more or fewer cells than the heading: a comma or a line break in a text that has no quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, read in extract.read.items():
        for row, cells in read.out_of_step:
            yield Finding(name, file_row=row, found=f"{cells} cells", allowed=f"{read.headings} cells")


RULE = Rule(
    code="shifted_row",
    title="A row with too many or too few cells",
    severity=Severity.DROPS_ROW,
    mender=Mender.EXTRACTOR,
    stage=Stage.FILES,
    says="The row has more or fewer cells than the heading, so which cell belongs where cannot be told; it was left out.",
    find=find,
    examples=(
        Example(
            # Written as it stands in the file, since a table drawn with bars has as many cells in every row.
            tables={
                "ssd_disability": "disa_table_id,disa_person_id,disa_disability_code\n"
                "d1,child1,MOB\nd2,child2\nd3,child3,AUT\nd4,child4,VIS,HEAR\nd5,child5,LD,\nd6,child6,LD\nd7,child7,LD\n"
                "d8,child8,LD\nd9,child9,LD\n"
            },
            expect=(("ssd_disability", 3, None, "2 cells"), ("ssd_disability", 5, None, "4 cells")),
        ),
    ),
)
