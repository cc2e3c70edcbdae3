"""Times missing or away from care: one row each, placed by the day on which it began.

Only those count that began while the child was looked after and under 18; the first and the last day of a period of care
are days in care.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import LAST_DAY, LAST_DAY_AS_CHILD

SQL = f"""
WITH episodes AS (
    SELECT authority, miss_person_id AS person_id, miss_table_id AS record_id,
           CAST(miss_missing_episode_start_date AS DATE) AS started_on,
           CAST(miss_missing_episode_end_date AS DATE) AS ended_on, miss_missing_episode_type AS episode_type
    FROM ssd_missing
),
in_care AS (
    SELECT e.authority, e.record_id, MIN(p.record_id) AS period_id
    FROM episodes AS e
    JOIN periods_of_care AS p ON p.authority = e.authority AND p.person_id = e.person_id
        AND p.started_on <= e.started_on AND (p.ended_on IS NULL OR p.ended_on >= e.started_on)
    LEFT JOIN people AS o ON o.authority = e.authority AND o.person_id = e.person_id
    WHERE p.excluded_because IS NULL AND (o.dob IS NULL OR e.started_on <= {LAST_DAY_AS_CHILD.format(dob="o.dob")})
      AND (o.died_on IS NULL OR e.started_on <= o.died_on)
    GROUP BY e.authority, e.record_id
)
SELECT e.authority, e.person_id, e.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN c.record_id IS NULL THEN 'The child was not looked after on the day.' END AS excluded_because,
       e.started_on, e.ended_on, e.episode_type, c.period_id, {LAST_DAY} AS known_until_on
FROM episodes AS e
LEFT JOIN in_care AS c ON c.authority = e.authority AND c.record_id = e.record_id
"""

COHORT = Cohort(
    name="missing_episodes",
    title="Times missing or away from care",
    row="A time for which a child was missing or away without permission.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child went"),
        "ended_on": day("the day on which the child was found or came back"),
        "episode_type": text("M missing, A away without permission"),
        "period_id": text("the period of care"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("started_on",),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_missing", "ssd_cla_episodes"),
    doubtful_without=("ssd_legal_status",),
    breakdowns={"episode_type": "episode_type"},
)
