"""Two periods of care of one child with the same ceased date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_cla_episodes", "clae_cla_id", "clae_cla_episode_ceased_date", "clae_cla_episode_ceased_reason"):
        yield Finding(
            "ssd_cla_episodes",
            "clae_cla_episode_ceased_date",
            rows="SELECT file_row, CAST(clae_cla_episode_ceased_date AS VARCHAR) AS found FROM ssd_cla_episodes "
            "WHERE clae_cla_episode_ceased_reason <> 'X1' AND clae_cla_id IS NOT NULL "
            "AND clae_cla_episode_ceased_date IS NOT NULL "
            "QUALIFY min(clae_cla_id) OVER (PARTITION BY authority, clae_person_id, clae_cla_episode_ceased_date) "
            "<> max(clae_cla_id) OVER (PARTITION BY authority, clae_person_id, clae_cla_episode_ceased_date)",
            allowed="one period of care ending on a day",
        )


RULE = Rule(
    code="same_ceased_date",
    title="Two periods of care that ceased on one day",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="Another period of care of this child ceased on the same day, so one of the two dates is wrong.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cla_episodes": """
                    cla_episode_id | person_id | cla_id | start_date | ceased_date | ceased_reason
                    ---------------+-----------+--------+------------+-------------+------------------
                    e1             | child1    | care1  | 2023-01-01 | 2024-02-01  | E4A Returned home
                    e2             | child1    | care2  | 2024-01-01 | 2024-02-01  | E8
                    e3             | child2    | care3  | 2024-01-01 | 2024-02-01  | X1
                    e4             | child2    | care3  | 2024-02-01 | 2024-03-01  | E8
                """,
            },
            expect=(
                ("ssd_cla_episodes", 2, "clae_cla_episode_ceased_date", "2024-02-01"),
                ("ssd_cla_episodes", 3, "clae_cla_episode_ceased_date", "2024-02-01"),
            ),
        ),
    ),
)
