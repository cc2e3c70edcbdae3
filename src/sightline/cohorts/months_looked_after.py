"""Months looked after: one row a child for each month in which the child was looked after on any day.

The first and the last day of a period of care count. Going missing counts where it falls, at least in part, in the days of
the month on which the child was looked after, whether it began then or before.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY_AS_CHILD

SQL = f"""
WITH birthdays AS (
    SELECT authority, person_id, {LAST_DAY_AS_CHILD.format(dob="dob")} AS last_day_as_child_on, died_on
    FROM people
),
periods AS (
    SELECT p.authority, p.person_id, p.record_id, p.started_on,
           -- The engines leave empty dates out of LEAST.
           LEAST(p.ended_on, g.last_day_as_child_on, g.died_on) AS ended_on
    FROM periods_of_care AS p
    LEFT JOIN birthdays AS g ON g.authority = p.authority AND g.person_id = p.person_id
    WHERE p.excluded_because IS NULL
),
days AS (
    SELECT p.authority, p.person_id, p.record_id AS period_id, s.month,
           CASE WHEN p.ended_on < s.as_at THEN p.ended_on ELSE s.as_at END AS last_day_on,
           CASE WHEN p.started_on > s.month_first_on THEN p.started_on ELSE s.month_first_on END AS first_day_on
    FROM periods AS p
    JOIN (SELECT as_at, month, ADD_DAYS(as_at, 1 - CAST(EXTRACT(DAY FROM as_at) AS INT)) AS month_first_on
          FROM snapshots) AS s
      ON p.started_on <= s.as_at AND (p.ended_on IS NULL OR p.ended_on >= s.month_first_on)
    WHERE p.ended_on IS NULL OR p.ended_on >= p.started_on
),
away AS (
    SELECT d.authority, d.period_id, d.month,
           COUNT(CASE WHEN m.miss_missing_episode_type = 'M' THEN 1 END) AS missing_episodes,
           COUNT(CASE WHEN m.miss_missing_episode_type = 'A' THEN 1 END) AS away_episodes
    FROM days AS d
    JOIN ssd_missing AS m ON m.authority = d.authority AND m.miss_person_id = d.person_id
        AND CAST(m.miss_missing_episode_start_date AS DATE) <= d.last_day_on
        AND (m.miss_missing_episode_end_date IS NULL
             OR CAST(m.miss_missing_episode_end_date AS DATE) >= d.first_day_on)
    GROUP BY d.authority, d.period_id, d.month
)
SELECT d.authority, d.person_id, d.period_id || '/' || CAST(d.month AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       d.last_day_on AS looked_after_on, d.period_id,
       COALESCE(a.missing_episodes, 0) > 0 AS went_missing, COALESCE(a.away_episodes, 0) > 0 AS was_away
FROM days AS d
LEFT JOIN away AS a ON a.authority = d.authority AND a.period_id = d.period_id AND a.month = d.month
"""

COHORT = Cohort(
    name="months_looked_after",
    title="Months looked after",
    row="A child for a month in which the child was looked after.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "looked_after_on": day("the last day of the month on which the child was looked after"),
        "period_id": text("the period of care"),
        "went_missing": truth("the child was missing in the month while looked after", needs=("ssd_missing",)),
        "was_away": truth("the child was away without authorisation in the month", needs=("ssd_missing",)),
    },
    dates=("looked_after_on",),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_cla_episodes",),
    doubtful_without=("ssd_legal_status",),
)
