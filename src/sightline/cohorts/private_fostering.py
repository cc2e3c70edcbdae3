"""Private fostering: one row an arrangement of which the council was told, placed by the day it was told."""

from sightline.cohorts.model import Cohort, Kind, day
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
SELECT authority, person_id, pf_id AS record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN person_id IS NULL THEN 'No child is named on the arrangement.' END AS excluded_because,
       notified_date AS notified_on,
       CASE WHEN first_visit_date <= {LAST_DAY} THEN first_visit_date END AS first_visited_on,
       CASE WHEN assessment_completed_date <= {LAST_DAY} THEN assessment_completed_date END AS assessed_on,
       end_date AS ended_on, {LAST_DAY} AS known_until_on
FROM loc_private_fostering
"""

COHORT = Cohort(
    name="private_fostering",
    title="Private fostering arrangements",
    row="An arrangement of private fostering that the council was told of.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "notified_on": day("the day on which the council was told"),
        "first_visited_on": day("the day of the first visit"),
        "assessed_on": day("the day on which the assessment of the arrangement was completed"),
        "ended_on": day("the day on which the arrangement ended"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("notified_on",),
    allocated=True,
    needs=("loc_private_fostering",),
)
