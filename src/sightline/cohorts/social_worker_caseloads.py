"""Caseloads of social workers in post: one row a qualified worker who holds a child, with the post held on the day.

The team is that of the worker's post. Case system and workforce table are joined by the worker's id in the case system; a
worker whom the workforce table does not know is left out here, and stands in `caseloads`.
"""

from sightline.cohorts.model import Cohort, Kind, number, text, truth, whole

SQL = """
WITH posts AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, professional_id, as_at ORDER BY record_id) AS place
    FROM workers
    WHERE NOT professional_id IS NULL
)
SELECT c.authority, CAST(NULL AS VARCHAR) AS person_id, c.record_id, c.as_at, p.post_team AS team, c.record_id AS worker,
       CASE WHEN NOT p.is_qualified THEN 'Not a qualified social worker.' END AS excluded_because,
       c.children, p.role, p.holds_cases, p.fte, p.effective_fte, p.in_max_caseload_scope, p.employment, p.experience
FROM caseloads AS c
JOIN posts AS p ON p.authority = c.authority AND p.professional_id = c.record_id AND p.as_at = c.as_at AND p.place = 1
WHERE c.excluded_because IS NULL
"""

COHORT = Cohort(
    name="social_worker_caseloads",
    title="Caseloads of social workers",
    row="A qualified social worker who holds at least one child on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "children": whole("children held"),
        "role": text("the role of the post"),
        "holds_cases": truth("the post is one that holds children"),
        "fte": number("contracted full-time equivalent"),
        "effective_fte": number("full-time equivalent as it bears on the number of children held"),
        "in_max_caseload_scope": truth("the team counts for the largest caseload"),
        "employment": text("agency or employed"),
        "experience": text("newly_qualified or experienced"),
    },
    dates=(),
    reads=("caseloads", "workers"),
    needs=("ssd_involvements", "ssd_cin_episodes", "ssd_cla_episodes", "loc_worker"),
    doubtful_without=("ssd_cin_plans", "ssd_cp_plans", "ssd_care_leavers"),
    breakdowns={"role": "role", "employment": "employment", "experience": "experience"},
    of_children=False,
)
