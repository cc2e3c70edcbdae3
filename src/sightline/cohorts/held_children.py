"""Children held at a month's end: one row a child whom the authority works with on the day, with the allocated worker.

A child counts with an episode of need, a plan of either kind or a period of care open on the day, or as a care leaver whom
the authority still answers for. A plan held for another authority is work too. Care leavers are those of the present record:
the standard has no other.
"""

from sightline.cohorts.model import Cohort, Kind, text

SQL = """
WITH spells AS (
    SELECT authority, cine_person_id AS person_id, cine_referral_date AS from_on, cine_close_date AS until_on
    FROM ssd_cin_episodes WHERE NOT COALESCE(cine_referral_nfa, FALSE)
    UNION ALL
    SELECT authority, cinp_person_id AS person_id, cinp_cin_plan_start_date AS from_on, cinp_cin_plan_end_date AS until_on
    FROM ssd_cin_plans
    UNION ALL
    SELECT authority, cppl_person_id AS person_id, cppl_cp_plan_start_date AS from_on, cppl_cp_plan_end_date AS until_on
    FROM ssd_cp_plans
    UNION ALL
    SELECT authority, person_id, started_on AS from_on, ended_on AS until_on
    FROM periods_of_care WHERE excluded_because IS NULL
),
open_children AS (
    SELECT p.authority, p.person_id, s.as_at
    FROM spells AS p
    JOIN snapshots AS s ON p.from_on <= s.as_at AND (p.until_on IS NULL OR p.until_on > s.as_at)
    WHERE NOT p.person_id IS NULL
    UNION
    SELECT l.authority, l.person_id, s.as_at
    FROM leaver_records AS l
    CROSS JOIN snapshots AS s
    LEFT JOIN people AS p ON p.authority = l.authority AND p.person_id = l.person_id
    WHERE COALESCE(l.in_touch, '') <> 'DIED'
      AND (l.eligibility IN ('Relevant', 'Former Relevant')
           OR (l.eligibility = 'Qualifying' AND SETTING('include_qualifying', s.as_at)))
      AND (p.dob IS NULL OR p.dob > s.as_at OR AGE(p.dob, s.as_at) < 25)
)
SELECT o.authority, o.person_id, o.person_id AS record_id, o.as_at, a.team, a.worker,
       CASE WHEN p.died_on <= o.as_at THEN 'The child has died.'
            WHEN a.worker IS NULL THEN 'No worker is allocated.' END AS excluded_because,
       a.worker AS held_by, a.team AS held_in_team
FROM open_children AS o
LEFT JOIN people AS p ON p.authority = o.authority AND p.person_id = o.person_id
LEFT JOIN allocations AS a ON a.authority = o.authority AND a.person_id = o.person_id
    AND a.from_on <= o.as_at AND (a.until_on IS NULL OR a.until_on > o.as_at)
"""

COHORT = Cohort(
    name="held_children",
    title="Children held by workers",
    row="A child whom the authority works with on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "held_by": text("the allocated worker"),
        "held_in_team": text("the team of the allocation"),
    },
    dates=(),
    reads=("periods_of_care",),
    needs=("ssd_involvements", "ssd_cin_episodes", "ssd_cla_episodes"),
    doubtful_without=("ssd_cin_plans", "ssd_cp_plans", "ssd_care_leavers"),
)
