"""An episode of care on whose first day no legal status is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract


def find(extract: Extract, table: str) -> Iterator[Finding]:
    if extract.has("ssd_legal_status", "lega_legal_status_start_date") and extract.has("ssd_cla_episodes"):
        yield Finding(
            "ssd_cla_episodes",
            "clae_person_id",
            rows="SELECT file_row, CAST(clae_cla_episode_start_date AS VARCHAR) AS found FROM ssd_cla_episodes AS episode "
            "WHERE clae_cla_episode_start_date IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ssd_legal_status AS status "
            "WHERE status.authority = episode.authority AND status.lega_person_id = episode.clae_person_id "
            "AND status.lega_legal_status_start_date <= episode.clae_cla_episode_start_date "
            "AND coalesce(status.lega_legal_status_end_date, DATE '9999-12-31') >= episode.clae_cla_episode_start_date)",
            allowed="a row of ssd_legal_status that covers the day",
        )


RULE = Rule(
    code="no_legal_status",
    title="A child in care without a legal status",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="No legal status covers the start of this episode of care; the child is counted, but not under any order.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_legal_status": """
                    legal_status_id | person_id | lega_legal_status  | start_date | end_date
                    ----------------+-----------+--------------------+------------+-----------
                    l1              | child1    | V2                 | 2023-01-01 | 2024-01-01
                    l2              | child2    | C2 Full care order | 2024-01-01 |
                """,
                "ssd_cla_episodes": """
                    clae_cla_episode_id | clae_person_id | clae_cla_episode_start_date
                    --------------------+----------------+----------------------------
                    e1                  | child1         | 2023-01-01
                    e2                  | child1         | 2024-01-02
                    e3                  | child2         | 2024-03-01
                    e4                  | child3         | 2024-03-01
                """,
            },
            expect=(
                ("ssd_cla_episodes", 3, "clae_person_id", "2024-01-02"),
                ("ssd_cla_episodes", 5, "clae_person_id", "2024-03-01"),
            ),
        ),
    ),
)
