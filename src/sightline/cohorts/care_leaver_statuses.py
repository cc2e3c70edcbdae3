"""Statuses of care leavers: one row each time that somebody noted how a young person lives.

The same stay is noted again and again, at contacts, birthdays and month ends; `begins_emergency` is true once for days in
emergency accommodation that follow one another, of the first of them.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH statuses AS (
    SELECT authority, person_id, status_date AS status_on, LOWER(basis) AS basis, in_touch, accommodation, activity,
           COALESCE(emergency_accommodation, FALSE) OR COALESCE(accommodation IN ('V', 'W'), FALSE) AS in_emergency,
           ROW_NUMBER() OVER (PARTITION BY authority, person_id, status_date ORDER BY LOWER(basis)) AS place_on_day
    FROM loc_care_leaver_status
    WHERE NOT person_id IS NULL
),
days AS (
    SELECT authority, person_id, status_on, MAX(CASE WHEN in_emergency THEN 1 ELSE 0 END) AS in_emergency
    FROM statuses GROUP BY authority, person_id, status_on
),
moves AS (
    SELECT *, COALESCE(LAG(in_emergency) OVER (PARTITION BY authority, person_id ORDER BY status_on), 0) AS was_before
    FROM days
)
SELECT s.authority, s.person_id, s.person_id || ' ' || CAST(s.status_on AS VARCHAR) || COALESCE(' ' || s.basis, '') AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       s.status_on, s.basis, s.in_touch, s.accommodation, s.activity, s.in_emergency,
       s.place_on_day = 1 AND m.in_emergency = 1 AND m.was_before = 0 AS begins_emergency
FROM statuses AS s
JOIN moves AS m ON m.authority = s.authority AND m.person_id = s.person_id AND m.status_on = s.status_on
"""

COHORT = Cohort(
    name="care_leaver_statuses",
    title="Statuses of care leavers",
    row="A note of how a care leaver lived on a day.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "status_on": day("the day for which it was noted"),
        "basis": text("birthday_17 to birthday_21, contact or snapshot"),
        "in_touch": text("whether the authority was in touch, as a code of the SSDA903"),
        "accommodation": text("where the young person lived, as a code of the SSDA903"),
        "activity": text("what the young person did, as a code of the SSDA903"),
        "in_emergency": truth("in emergency accommodation, or in bed and breakfast"),
        "begins_emergency": truth("the first note of the day on which a stay in emergency accommodation is noted first"),
    },
    dates=("status_on",),
    allocated=True,
    needs=("loc_care_leaver_status",),
)
