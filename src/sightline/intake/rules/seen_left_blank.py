"""Visits of which most do not say whether the child was seen: a statutory visit needs a yes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

VISITS = (
    ("ssd_cin_visits", "cinv_cin_visit_seen"),
    ("ssd_cp_visits", "cppv_cp_visit_seen"),
    ("ssd_cla_visits", "clav_cla_visit_seen"),
)
# Fewer visits than this say nothing about the system.
FEWEST = 3


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, seen in VISITS:
        row = extract.connection.execute(f"SELECT count(*), count({seen}) FROM {name}").fetchone()
        visits, answered = row or (0, 0)
        if visits >= FEWEST and answered * 2 < visits:
            yield Finding(name, seen, found=f"blank on {visits - answered} of {visits}", allowed="Y or N")


RULE = Rule(
    code="seen_left_blank",
    title="Visits that do not say whether the child was seen",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="Most visits do not say whether the child was seen, so they do not count: look whether this system leaves it blank.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cla_visits": """
                    clav_cla_visit_id | clav_person_id | clav_cla_visit_date | clav_cla_visit_seen
                    ------------------+----------------+---------------------+--------------------
                    v1                | child1         | 2024-05-01          |
                    v2                | child1         | 2024-05-02          | Y
                    v3                | child1         | 2024-05-03          |
                """,
                "ssd_cp_visits": """
                    cppv_cp_visit_id | cppv_person_id | cppv_cp_visit_date | cppv_cp_visit_seen
                    -----------------+----------------+--------------------+-------------------
                    v1               | child1         | 2024-05-01         | N
                    v2               | child1         | 2024-05-02         | Y
                    v3               | child1         | 2024-05-03         |
                """,
            },
            expect=(("ssd_cla_visits", None, "clav_cla_visit_seen", "blank on 2 of 3"),),
        ),
    ),
)
