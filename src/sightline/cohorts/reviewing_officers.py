"""Independent reviewing officers at a month's end: one row an officer, with the children on plans or in care held on the day.

Who reviews a child stands in `loc_iro_allocation`, by the officer's id in the workforce table or in the case system.
"""

from sightline.cohorts.model import Cohort, Kind, number, whole

SQL = """
WITH children AS (
    SELECT authority, person_id, as_at FROM looked_after WHERE excluded_because IS NULL
    UNION
    SELECT authority, person_id, as_at FROM open_cp_plans WHERE excluded_because IS NULL
),
officers AS (
    SELECT authority, as_at, record_id AS worker_id, record_id AS named_as, post_team, fte FROM workers
    UNION
    SELECT authority, as_at, record_id AS worker_id, professional_id AS named_as, post_team, fte FROM workers
    WHERE NOT professional_id IS NULL
)
SELECT o.authority, CAST(NULL AS VARCHAR) AS person_id, o.worker_id AS record_id, o.as_at, o.post_team AS team,
       o.worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       COUNT(DISTINCT c.person_id) AS children, o.fte
FROM officers AS o
JOIN loc_iro_allocation AS i ON i.authority = o.authority AND i.worker_id = o.named_as
    AND i.start_date <= o.as_at AND (i.end_date IS NULL OR i.end_date > o.as_at)
JOIN children AS c ON c.authority = i.authority AND c.person_id = i.person_id AND c.as_at = o.as_at
GROUP BY o.authority, o.worker_id, o.as_at, o.post_team, o.fte
"""

COHORT = Cohort(
    name="reviewing_officers",
    title="Reviewing officers",
    row="An independent reviewing officer or conference chair who holds a child on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "children": whole("children on plans or looked after whom the officer reviews"),
        "fte": number("contracted full-time equivalent"),
    },
    dates=(),
    reads=("looked_after", "open_cp_plans", "workers"),
    needs=("loc_iro_allocation", "loc_worker", "ssd_cla_episodes", "ssd_cp_plans"),
    of_children=False,
)
