"""Feedback of children, families and others: one row an item, by the day it was received."""

from sightline.cohorts.model import Cohort, Kind, day, text

SQL = """
SELECT f.authority, CAST(NULL AS VARCHAR) AS person_id, f.feedback_id AS record_id, COALESCE(u.team, f.unit_id) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       f.received_date AS received_on, LOWER(TRIM(f.respondent)) AS respondent, LOWER(TRIM(f.channel)) AS channel,
       f.rating, f.themes
FROM loc_feedback AS f
LEFT JOIN unit_teams AS u ON u.authority = f.authority AND u.unit_id = f.unit_id
    AND u.from_on <= f.received_date AND (u.until_on IS NULL OR u.until_on > f.received_date)
WHERE NOT f.received_date IS NULL
"""

COHORT = Cohort(
    name="feedback_items",
    title="Feedback",
    row="An item of feedback.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "received_on": day("the day on which it was received"),
        "respondent": text("child, parent, carer, professional or worker"),
        "channel": text("how it came in"),
        "rating": text("how the respondent rated us"),
        "themes": text("what it was about"),
    },
    dates=("received_on",),
    needs=("loc_feedback",),
    breakdowns={"respondent": "respondent", "channel": "channel"},
    of_children=False,
)
