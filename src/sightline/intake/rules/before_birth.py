"""Care, health or going missing before the date of birth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Only what cannot be before birth: contacts, referrals, assessments and plans are often about a child not yet born.
AFTER_BIRTH = (
    ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date"),
    ("ssd_cla_placement", "clap_person_id", "clap_cla_placement_start_date"),
    ("ssd_cla_health", "clah_person_id", "clah_health_check_date"),
    ("ssd_cla_visits", "clav_person_id", "clav_cla_visit_date"),
    ("ssd_cla_reviews", "clar_cla_person_id", "clar_cla_review_date"),
    ("ssd_missing", "miss_person_id", "miss_missing_episode_start_date"),
    ("ssd_sdq_scores", "csdq_person_id", "csdq_sdq_completed_date"),
    ("ssd_care_leavers", "clea_person_id", "clea_care_leaver_latest_contact"),
)


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, person, day in AFTER_BIRTH:
        if extract.has(name, day) and extract.has("ssd_person", "pers_dob"):
            yield Finding(
                name,
                day,
                rows=f"SELECT row.file_row, strftime(row.{day}, '%Y-%m-%d') AS found FROM {name} AS row "
                f"JOIN ssd_person AS person ON person.authority = row.authority AND person.pers_person_id = row.{person} "
                f"WHERE CAST(row.{day} AS DATE) < person.pers_dob",
                allowed="on or after the date of birth",
            )


RULE = Rule(
    code="before_birth",
    title="Something before the child was born",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="This cannot be before the child was born: one of the two dates is wrong.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob
                    ---------------+-----------
                    child1         | 2024-06-01
                """,
                "ssd_cla_health": """
                    clah_health_check_id | clah_person_id | clah_health_check_date
                    ---------------------+----------------+-----------------------
                    h1                   | child1         | 2024-05-31
                    h2                   | child1         | 2024-06-01
                """,
            },
            expect=(("ssd_cla_health", 2, "clah_health_check_date", "2024-05-31"),),
        ),
    ),
)
