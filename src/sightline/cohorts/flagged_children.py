"""Children with a flag of risk at a month's end: one row a child, kind of flag and day.

A flag that ends on the day is no longer open. A child may be flagged as a victim and as somebody who harms others; a flag
without a role is taken as one of a child who may be harmed.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
SELECT f.authority, f.person_id, f.person_id || ' ' || LOWER(f.flag) AS record_id, s.as_at, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because, LOWER(f.flag) AS flag,
       MIN(f.start_date) AS flagged_on,
       COUNT(CASE WHEN f.role IS NULL OR LOWER(f.role) IN ('victim', 'both') THEN 1 END) > 0 AS may_be_harmed
FROM loc_child_flag AS f
JOIN snapshots AS s ON f.start_date <= s.as_at AND (f.end_date IS NULL OR f.end_date > s.as_at)
WHERE NOT f.person_id IS NULL AND NOT f.flag IS NULL
GROUP BY f.authority, f.person_id, LOWER(f.flag), s.as_at
"""

COHORT = Cohort(
    name="flagged_children",
    title="Children with a flag of risk",
    row="A child with a flag of one kind open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "flag": text("the kind of risk: cse, cce, gangs, missing_risk, dv, trafficking or other"),
        "flagged_on": day("the earliest start of the flags that are open"),
        "may_be_harmed": truth("an open flag names the child as a victim, as both, or names no role"),
    },
    dates=(),
    allocated=True,
    needs=("loc_child_flag",),
    breakdowns={"flag": "flag"},
)
