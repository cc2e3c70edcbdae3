"""An episode of care that begins before the one before it has ceased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"):
        yield Finding(
            "ssd_cla_episodes",
            "clae_cla_episode_start_date",
            rows="SELECT file_row, CAST(clae_cla_episode_start_date AS VARCHAR) AS found FROM ssd_cla_episodes "
            "WHERE clae_person_id IS NOT NULL AND clae_cla_episode_start_date IS NOT NULL "
            "QUALIFY max(coalesce(clae_cla_episode_ceased_date, DATE '9999-12-31')) OVER (PARTITION BY authority, clae_person_id "
            "ORDER BY clae_cla_episode_start_date, clae_cla_episode_ceased_date NULLS LAST, clae_cla_episode_id "
            "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > clae_cla_episode_start_date",
            allowed="on or after the day the episode before it ceased",
        )


RULE = Rule(
    code="overlapping_episodes",
    title="Episodes of care that overlap",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="The child has an earlier episode of care that was not over when this one began.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cla_episodes": """
                    clae_cla_episode_id | clae_person_id | clae_cla_episode_start_date | clae_cla_episode_ceased_date
                    --------------------+----------------+-----------------------------+-----------------------------
                    e1                  | child1         | 2023-01-01                  | 2024-02-01
                    e2                  | child1         | 2024-01-31                  |
                    e3                  | child2         | 2023-01-01                  | 2024-02-01
                    e4                  | child2         | 2024-02-01                  |
                """,
            },
            expect=(("ssd_cla_episodes", 3, "clae_cla_episode_start_date", "2024-01-31"),),
        ),
    ),
)
