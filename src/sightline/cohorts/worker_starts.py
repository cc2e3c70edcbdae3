"""Workers starting: one row a start, however often the worker's post has changed since."""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH ranked AS (
    SELECT authority, worker_id, start_date, unit_id, LOWER(TRIM(role)) AS role, COALESCE(agency, FALSE) AS is_agency,
           ROW_NUMBER() OVER (PARTITION BY authority, worker_id, start_date ORDER BY valid_from) AS place
    FROM loc_worker
    WHERE NOT start_date IS NULL AND NOT valid_from IS NULL
)
SELECT r.authority, CAST(NULL AS VARCHAR) AS person_id, r.worker_id || ' ' || CAST(r.start_date AS VARCHAR) AS record_id,
       COALESCE(u.team, r.unit_id) AS team, r.worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       r.start_date AS started_on, r.role, r.is_agency,
       CASE WHEN r.is_agency THEN 'agency' ELSE 'employed' END AS employment
FROM ranked AS r
LEFT JOIN unit_teams AS u ON u.authority = r.authority AND u.unit_id = r.unit_id
    AND u.from_on <= r.start_date AND (u.until_on IS NULL OR u.until_on > r.start_date)
WHERE r.place = 1
"""

COHORT = Cohort(
    name="worker_starts",
    title="Workers starting",
    row="A worker starting.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day of the start"),
        "role": text("the role in which the worker started"),
        "is_agency": truth("the worker came from an agency"),
        "employment": text("agency or employed"),
    },
    dates=("started_on",),
    needs=("loc_worker",),
    breakdowns={"role": "role", "employment": "employment"},
    of_children=False,
)
