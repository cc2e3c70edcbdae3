"""Practice alerts of reviewing officers and conference chairs: one row an alert, by the day it was raised."""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
SELECT a.authority, a.person_id, a.alert_id AS record_id, COALESCE(u.team, a.unit_id) AS team,
       a.raised_by_worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       a.raised_date AS raised_on, LOWER(TRIM(a.level)) AS level, a.theme, a.resolved_date AS resolved_on, a.outcome,
       {LAST_DAY} AS known_until_on
FROM loc_practice_alert AS a
LEFT JOIN unit_teams AS u ON u.authority = a.authority AND u.unit_id = a.unit_id
    AND u.from_on <= a.raised_date AND (u.until_on IS NULL OR u.until_on > a.raised_date)
WHERE NOT a.raised_date IS NULL
"""

COHORT = Cohort(
    name="practice_alerts",
    title="Practice alerts",
    row="An alert raised by a reviewing officer or conference chair.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "raised_on": day("the day on which it was raised"),
        "level": text("informal, formal or escalated"),
        "theme": text("what it was about"),
        "resolved_on": day("the day on which it was resolved"),
        "outcome": text("how it was resolved"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("raised_on",),
    needs=("loc_practice_alert",),
    breakdowns={"level": "level", "theme": "theme"},
)
