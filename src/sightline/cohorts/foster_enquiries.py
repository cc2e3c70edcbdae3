"""People who ask to foster, at each month end: one row an enquiry, with the stage at which it stands on the day.

Where two stages carry one date, it stands at the later one.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH steps AS (
    SELECT authority, enquiry_id, LOWER(stage) AS stage, stage_date AS reached_on, from_ifa,
           CASE LOWER(stage) WHEN 'enquiry' THEN 1 WHEN 'initial_visit' THEN 2 WHEN 'stage1' THEN 3 WHEN 'stage2' THEN 4
                             WHEN 'panel' THEN 5 WHEN 'approved' THEN 6 WHEN 'withdrawn' THEN 7 WHEN 'on_hold' THEN 8
                             ELSE 0 END AS step
    FROM loc_foster_enquiry
),
standing AS (
    SELECT *, LEAD(reached_on) OVER (PARTITION BY authority, enquiry_id ORDER BY reached_on, step, stage) AS next_reached_on,
           MAX(CASE WHEN from_ifa THEN 1 ELSE 0 END) OVER (PARTITION BY authority, enquiry_id) AS any_from_agency
    FROM steps
)
SELECT e.authority, CAST(NULL AS VARCHAR) AS person_id, e.enquiry_id AS record_id, s.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       e.stage, e.reached_on, e.any_from_agency = 1 AS from_agency
FROM standing AS e
JOIN snapshots AS s ON e.reached_on <= s.as_at AND (e.next_reached_on IS NULL OR e.next_reached_on > s.as_at)
"""

COHORT = Cohort(
    name="foster_enquiries",
    title="Enquiries about fostering",
    row="An enquiry about fostering, as it stands on the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "stage": text("enquiry, initial_visit, stage1, stage2, panel, approved, withdrawn or on_hold"),
        "reached_on": day("the day on which it came to that stage"),
        "from_agency": truth("the carers come from an independent agency"),
    },
    dates=(),
    needs=("loc_foster_enquiry",),
    of_children=False,
    breakdowns={"stage": "stage"},
)
