"""Episodes that ended in adoption while ssd_permanence has no row: SystemC loses them where legacy and person id differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if not extract.has("ssd_permanence") or extract.count("ssd_permanence"):
        return
    row = extract.connection.execute(
        "SELECT count(*) FROM ssd_cla_episodes WHERE clae_cla_episode_ceased_reason IN ('E11', 'E12')"
    ).fetchone()
    if row and row[0]:
        yield Finding("ssd_permanence", found=f"no rows; adoptions: {row[0]}", allowed="a row for each adoption")


RULE = Rule(
    code="permanence_empty",
    title="Adoptions without a permanence record",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="Children left care by adoption, and ssd_permanence is empty: SystemC loses its rows where legacy and person id differ.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_permanence": """
                    perm_table_id | perm_person_id
                    --------------+---------------
                """,
                "ssd_cla_episodes": """
                    cla_episode_id | person_id | start_date | ceased_date | ceased_reason
                    ---------------+-----------+------------+-------------+--------------
                    e1             | child1    | 2023-01-01 | 2024-02-01  | E11 Adopted
                    e2             | child2    | 2023-01-01 | 2024-02-01  | E4A
                """,
            },
            expect=(("ssd_permanence", None, None, "no rows; adoptions: 1"),),
        ),
    ),
)
