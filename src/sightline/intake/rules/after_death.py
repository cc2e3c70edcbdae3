"""A visit, a check or a new plan after the date of death."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

AFTER_DEATH = (
    ("ssd_cin_visits", "cinv_person_id", "cinv_cin_visit_date"),
    ("ssd_cp_visits", "cppv_person_id", "cppv_cp_visit_date"),
    ("ssd_cla_visits", "clav_person_id", "clav_cla_visit_date"),
    ("ssd_cla_health", "clah_person_id", "clah_health_check_date"),
    ("ssd_cp_plans", "cppl_person_id", "cppl_cp_plan_start_date"),
    ("ssd_cla_episodes", "clae_person_id", "clae_cla_episode_start_date"),
)


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, person, day in AFTER_DEATH:
        if extract.has(name, day) and extract.has("ssd_person", "pers_death_date"):
            yield Finding(
                name,
                day,
                rows=f"SELECT row.file_row, strftime(row.{day}, '%Y-%m-%d') AS found FROM {name} AS row "
                f"JOIN ssd_person AS person ON person.authority = row.authority AND person.pers_person_id = row.{person} "
                f"WHERE row.{day} > person.pers_death_date",
                allowed="no later than the date of death",
            )


RULE = Rule(
    code="after_death",
    title="Something after the child died",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="This is dated after the date of death: one of the two dates is wrong.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_dob   | pers_death_date
                    ---------------+------------+----------------
                    child1         | 2014-06-01 | 2024-05-31
                """,
                "ssd_cp_visits": """
                    cppv_cp_visit_id | cppv_person_id | cppv_cp_visit_date
                    -----------------+----------------+-------------------
                    v1               | child1         | 2024-05-31
                    v2               | child1         | 2024-06-01
                """,
            },
            expect=(("ssd_cp_visits", 3, "cppv_cp_visit_date", "2024-06-01"),),
        ),
    ),
)
