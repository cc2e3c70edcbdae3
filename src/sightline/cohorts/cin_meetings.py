"""Child in need meetings: one row a child at a first or a review meeting, placed by the day it was due.

A meeting that was called off because the child's plan had ended was no longer owed, so it is kept but does not count. One
that was called off while the plan went on was not held, and counts so.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH meetings AS (
    SELECT authority, person_id, meeting_id AS record_id, LOWER(meeting_type) AS meeting_type, due_date AS due_on,
           CASE WHEN held_date <= {LAST_DAY} THEN held_date END AS held_on, COALESCE(cancelled, FALSE) AS cancelled
    FROM loc_meeting
    WHERE LOWER(meeting_type) IN ('cin_initial', 'cin_review')
),
with_plan AS (
    SELECT DISTINCT m.authority, m.record_id
    FROM meetings AS m
    JOIN ssd_cin_plans AS p ON p.authority = m.authority AND p.cinp_person_id = m.person_id
        AND p.cinp_cin_plan_start_date <= m.due_on
        AND (p.cinp_cin_plan_end_date IS NULL OR p.cinp_cin_plan_end_date > m.due_on)
    WHERE m.cancelled
)
SELECT m.authority, m.person_id, m.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN m.person_id IS NULL THEN 'No child is named on the meeting.'
            WHEN m.cancelled AND p.record_id IS NULL THEN 'The plan had ended, so the meeting was called off.'
       END AS excluded_because,
       m.due_on, m.held_on, m.meeting_type
FROM meetings AS m
LEFT JOIN with_plan AS p ON p.authority = m.authority AND p.record_id = m.record_id
"""

COHORT = Cohort(
    name="cin_meetings",
    title="Child in need meetings",
    row="A child at a child in need meeting that was due.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "due_on": day("the day by which the meeting was to be held"),
        "held_on": day("the day on which it was held"),
        "meeting_type": text("cin_initial or cin_review"),
    },
    dates=("due_on", "held_on"),
    allocated=True,
    needs=("loc_meeting",),
    breakdowns={"meeting_type": "meeting_type"},
)
