"""Plans and schooling of looked-after children: one row a looked-after child at each month end.

Who is looked after is `looked_after`; this adds what authorities keep in tables of their own: versions of the care plan,
personal education plans and attendance at school since the school year began. Nothing dated after the month end is used, but
for a personal education plan that is completed in the days of grace after a term.
"""

from sightline.cohorts.model import Cohort, Kind, day, truth, whole
from sightline.cohorts.shared_sql import LAST_DAY, sql_for_latest_by_month, sql_for_plan_versions

VERSIONS = sql_for_latest_by_month(sql_for_plan_versions("cla"))
COMPLETED = sql_for_latest_by_month(
    "SELECT authority, person_id, completed_date AS happened_on FROM loc_pep WHERE NOT completed_date IS NULL"
)

SQL = f"""
WITH school_years AS (
    SELECT as_at, month, first_on, ADD_DAYS(first_on, -1) AS age_on,
           ADD_DAYS(as_at, 1) = ADD_MONTHS(ADD_DAYS(as_at, 1 - CAST(EXTRACT(DAY FROM as_at) AS INT)), 1)
               AND CODE_IN(CAST(EXTRACT(MONTH FROM as_at) AS VARCHAR), SETTING('pep_term_dates')) AS is_term_end,
           CASE WHEN EXTRACT(MONTH FROM as_at) >= 9 THEN 'autumn' WHEN EXTRACT(MONTH FROM as_at) <= 4 THEN 'spring'
                ELSE 'summer' END AS term,
           CAST(EXTRACT(YEAR FROM first_on) AS VARCHAR) AS academic_year
    FROM (
        SELECT as_at, month, ADD_MONTHS(ADD_DAYS(as_at, 1 - CAST(EXTRACT(DAY FROM as_at) AS INT)),
                                        -CAST((EXTRACT(MONTH FROM as_at) + 3) % 12 AS INT)) AS first_on
        FROM snapshots
    ) AS begun
),
children AS (
    SELECT c.authority, c.person_id, c.record_id, c.as_at, c.started_on, c.last_review_on, y.month, y.first_on, y.age_on,
           y.is_term_end, y.term, y.academic_year
    FROM looked_after AS c
    JOIN school_years AS y ON y.as_at = c.as_at
    WHERE c.excluded_because IS NULL
),
versions AS ({VERSIONS}),
completed AS ({COMPLETED}),
for_term AS (
    SELECT c.authority, c.record_id, c.as_at, MIN(e.completed_date) AS completed_on
    FROM children AS c
    JOIN loc_pep AS e ON e.authority = c.authority AND e.person_id = c.person_id AND LOWER(e.term) = c.term
        AND SUBSTR(e.academic_year, 1, 4) = c.academic_year
        AND e.completed_date <= ADD_DAYS(c.as_at, SETTING('pep_term_grace', c.as_at)) AND e.completed_date <= {LAST_DAY}
    WHERE c.is_term_end
    GROUP BY c.authority, c.record_id, c.as_at
),
attendance AS (
    SELECT c.authority, c.record_id, c.as_at, SUM(e.sessions_possible) AS possible, SUM(e.sessions_missed) AS missed
    FROM children AS c
    JOIN loc_education AS e ON e.authority = c.authority AND e.person_id = c.person_id
        AND e.period_end >= c.first_on AND e.period_end <= c.as_at
    GROUP BY c.authority, c.record_id, c.as_at
)
SELECT c.authority, c.person_id, c.record_id, c.as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because,
       c.started_on, c.last_review_on, v.happened_on AS care_plan_on,
       COALESCE(AGE(p.dob, c.as_at) >= CAST(SPLIT_PART(SETTING('pep_ages', c.as_at), '-', 1) AS INT)
                AND AGE(p.dob, c.as_at) <= CAST(SPLIT_PART(SETTING('pep_ages', c.as_at), '-', 2) AS INT), FALSE) AS is_of_pep_age,
       e.happened_on AS last_pep_on, c.is_term_end, t.completed_on AS term_pep_on,
       COALESCE(AGE(p.dob, c.age_on) >= 5 AND AGE(p.dob, c.age_on) <= 15, FALSE) AS is_of_school_age,
       CAST(a.possible AS BIGINT) AS sessions_possible, CAST(COALESCE(a.missed, 0) AS BIGINT) AS sessions_missed
FROM children AS c
LEFT JOIN people AS p ON p.authority = c.authority AND p.person_id = c.person_id
LEFT JOIN versions AS v ON v.authority = c.authority AND v.person_id = c.person_id
    AND v.from_month <= c.month AND c.month < v.until_month
LEFT JOIN completed AS e ON e.authority = c.authority AND e.person_id = c.person_id
    AND e.from_month <= c.month AND c.month < e.until_month
LEFT JOIN for_term AS t ON t.authority = c.authority AND t.record_id = c.record_id AND t.as_at = c.as_at
LEFT JOIN attendance AS a ON a.authority = c.authority AND a.record_id = c.record_id AND a.as_at = c.as_at
"""

PEP = ("loc_pep",)
SCHOOL = ("loc_education",)

COHORT = Cohort(
    name="looked_after_plans",
    title="Plans and schooling of looked-after children",
    row="A child looked after on the day, with the plans and the schooling that the authority keeps.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "last_review_on": day("the latest review of the period of care", needs=("ssd_cla_reviews",)),
        "care_plan_on": day("the latest day on which a version of the care plan was authorised", needs=("loc_plan_version",)),
        "is_of_pep_age": truth("of an age at which a personal education plan is expected", needs=("ssd_person",)),
        "last_pep_on": day("the latest day on which a personal education plan was completed", needs=PEP),
        "is_term_end": truth("a school term ends on the day"),
        "term_pep_on": day("the day on which the plan for the term that ends was completed", needs=PEP),
        "is_of_school_age": truth("5 to 15 years old when the school year began", needs=("ssd_person",)),
        "sessions_possible": whole("half days of school since September that the child could have attended", needs=SCHOOL),
        "sessions_missed": whole("half days missed since September", needs=SCHOOL),
    },
    dates=(),
    reads=("looked_after",),
    allocated=True,
    needs=("ssd_cla_episodes",),
    doubtful_without=("ssd_legal_status",),
)
