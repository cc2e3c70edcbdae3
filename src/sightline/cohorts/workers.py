"""Workers in post at a month's end: one row a worker and day, with the post held on it.

`loc_worker` has a new row whenever anything about a worker changes; of the rows valid on a day the one valid from last says
what is so. A worker is in post from the day of the start up to, and not including, the day of leaving.

Effective time is contracted time, less for advanced practitioners and the newly qualified, who hold fewer children: the
setting caseload_fte_weights says what share.
"""

from sightline.cohorts.model import Cohort, Kind, number, text, truth

SOCIAL_WORKERS = "'social_worker', 'senior_sw', 'advanced_practitioner'"

SQL = f"""
SELECT w.authority, CAST(NULL AS VARCHAR) AS person_id, w.worker_id AS record_id, s.as_at,
       COALESCE(u.team, w.unit_id) AS team, w.worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       w.professional_id, w.role, w.role IN ({SOCIAL_WORKERS}) AS is_social_worker, w.is_agency, w.is_qualified,
       w.holds_cases, w.is_newly_qualified, w.fte,
       w.fte * CASE
           WHEN w.role = 'advanced_practitioner' THEN COALESCE(SETTING_PART('caseload_fte_weights', 'AP', s.as_at), 1)
           WHEN w.is_newly_qualified THEN COALESCE(SETTING_PART('caseload_fte_weights', 'NQSW', s.as_at), 1)
           ELSE 1 END AS effective_fte,
       COALESCE(u.team, w.unit_id) AS post_team, COALESCE(u.in_max_caseload_scope, FALSE) AS in_max_caseload_scope,
       CASE WHEN w.is_agency THEN 'agency' ELSE 'employed' END AS employment,
       CASE WHEN w.is_newly_qualified THEN 'newly_qualified' ELSE 'experienced' END AS experience
FROM worker_posts AS w
JOIN snapshots AS s ON w.from_on <= s.as_at AND (w.until_on IS NULL OR w.until_on > s.as_at)
LEFT JOIN unit_teams AS u ON u.authority = w.authority AND u.unit_id = w.unit_id
    AND u.from_on <= s.as_at AND (u.until_on IS NULL OR u.until_on > s.as_at)
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
