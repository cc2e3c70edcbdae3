"""Workers in post at a month's end: one row a worker and day, with the post held on it.

`loc_worker` has a new row whenever anything about a worker changes; of the rows valid on a day the one valid from last says
what is so. A worker is in post from the day of the start up to, and not including, the day of leaving.

A worker who is no longer in the table, as leavers are in some systems, is taken from the copy that was kept of it at the month
end, where there is one.

Effective time is contracted time, less for advanced practitioners and the newly qualified, who hold fewer children: the
setting caseload_fte_weights says what share.
"""

from sightline.cohorts.model import Cohort, Kind, number, text, truth

SOCIAL_WORKERS = "'social_worker', 'senior_sw', 'advanced_practitioner'"

SQL = f"""
WITH present AS (SELECT DISTINCT authority, worker_id FROM loc_worker),
kept AS (
    SELECT k.authority, k.worker_id, k.snapshot_on AS as_at, k.prof_professional_id AS professional_id, k.unit_id,
           LOWER(TRIM(k.role)) AS role, COALESCE(k.fte_contracted, 0) AS fte, COALESCE(k.agency, FALSE) AS is_agency,
           COALESCE(k.qualified, FALSE) AS is_qualified, COALESCE(k.case_holding, FALSE) AS holds_cases,
           COALESCE(k.nqsw, FALSE) AS is_newly_qualified,
           ROW_NUMBER() OVER (PARTITION BY k.authority, k.worker_id, k.snapshot_on ORDER BY k.valid_from DESC) AS place
    FROM snapshot_loc_worker AS k
    LEFT JOIN present AS p ON p.authority = k.authority AND p.worker_id = k.worker_id
    WHERE p.worker_id IS NULL AND k.valid_from <= k.snapshot_on
      AND (k.valid_to IS NULL OR k.valid_to >= k.snapshot_on) AND k.start_date <= k.snapshot_on
      AND (k.leave_date IS NULL OR k.leave_date > k.snapshot_on)
),
in_post AS (
    SELECT w.authority, w.worker_id, s.as_at, w.professional_id, w.unit_id, w.role, w.fte, w.is_agency, w.is_qualified,
           w.holds_cases, w.is_newly_qualified
    FROM worker_posts AS w
    JOIN snapshots AS s ON w.from_on <= s.as_at AND (w.until_on IS NULL OR w.until_on > s.as_at)
    UNION ALL
    SELECT k.authority, k.worker_id, s.as_at, k.professional_id, k.unit_id, k.role, k.fte, k.is_agency, k.is_qualified,
           k.holds_cases, k.is_newly_qualified
    FROM kept AS k
    JOIN snapshots AS s ON s.as_at = k.as_at
    WHERE k.place = 1
)
SELECT w.authority, CAST(NULL AS VARCHAR) AS person_id, w.worker_id AS record_id, w.as_at,
       COALESCE(u.team, w.unit_id) AS team, w.worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       w.professional_id, w.role, w.role IN ({SOCIAL_WORKERS}) AS is_social_worker, w.is_agency, w.is_qualified,
       w.holds_cases, w.is_newly_qualified, w.fte,
       w.fte * CASE
           WHEN w.role = 'advanced_practitioner' THEN COALESCE(SETTING_PART('caseload_fte_weights', 'AP', w.as_at), 1)
           WHEN w.is_newly_qualified THEN COALESCE(SETTING_PART('caseload_fte_weights', 'NQSW', w.as_at), 1)
           ELSE 1 END AS effective_fte,
       COALESCE(u.team, w.unit_id) AS post_team, COALESCE(u.in_max_caseload_scope, FALSE) AS in_max_caseload_scope,
       CASE WHEN w.is_agency THEN 'agency' ELSE 'employed' END AS employment,
       CASE WHEN w.is_newly_qualified THEN 'newly_qualified' ELSE 'experienced' END AS experience
FROM in_post AS w
LEFT JOIN unit_teams AS u ON u.authority = w.authority AND u.unit_id = w.unit_id
    AND u.from_on <= w.as_at AND (u.until_on IS NULL OR u.until_on > w.as_at)
"""

COHORT = Cohort(
    name="workers",
    title="Workers",
    row="A worker in post on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "professional_id": text("the worker's id in the case system, where it is known"),
        "role": text("the role of the post"),
        "is_social_worker": truth("the post is a social worker's, a senior's or an advanced practitioner's"),
        "is_agency": truth("the worker comes from an agency"),
        "is_qualified": truth("the worker is a qualified social worker"),
        "holds_cases": truth("the post holds children"),
        "is_newly_qualified": truth("the worker is newly qualified"),
        "fte": number("contracted full-time equivalent"),
        "effective_fte": number("full-time equivalent as it bears on the number of children held"),
        "post_team": text("the team of the post"),
        "in_max_caseload_scope": truth("the team counts for the largest caseload"),
        "employment": text("agency or employed"),
        "experience": text("newly_qualified or experienced"),
    },
    dates=(),
    needs=("loc_worker",),
    breakdowns={"role": "role", "employment": "employment", "experience": "experience"},
    of_children=False,
)
