"""Care leavers: one row a young person at each month end of which something is known (B-CL).

The day of the data has the present record of each young person, and month ends of which a copy of the records was kept have
what the copy says. Of other months, `loc_care_leaver_status` may tell: its rows whose basis is snapshot and that are dated in
the month, the latest of each young person. Those rows do not say who was entitled to what: the present record does, and where
there is none, a young person of 18 or over was former relevant and a younger one relevant.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH recorded AS (SELECT DISTINCT authority, as_at FROM leaving_care_records),
told AS (
    SELECT c.authority, c.person_id, s.as_at, c.in_touch, c.accommodation, c.accommodation_suitable, c.activity,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.person_id, s.as_at ORDER BY c.status_date DESC) AS place
    FROM loc_care_leaver_status AS c
    JOIN snapshots AS s ON s.month = MONTH_INDEX(c.status_date) AND c.status_date <= s.as_at
    LEFT JOIN recorded AS r ON r.authority = c.authority AND r.as_at = s.as_at
    WHERE LOWER(c.basis) = 'snapshot' AND s.as_at < {LAST_DAY} AND r.authority IS NULL
),
all_rows AS (
    SELECT r.authority, r.person_id, r.record_id, r.as_at, r.excluded_because, r.eligibility, r.in_touch, r.last_contact_on,
           r.accommodation, r.accommodation_suitable, r.activity, r.pathway_plan_on
    FROM leaving_care_records AS r
    UNION ALL
    SELECT t.authority, t.person_id, t.person_id || ' ' || CAST(t.as_at AS VARCHAR) AS record_id, t.as_at,
           CASE WHEN t.in_touch = 'DIED' OR p.died_on <= t.as_at THEN 'The young person has died.'
                WHEN AGE(p.dob, t.as_at) >= 25 THEN 'Aged 25 or over.'
           END AS excluded_because,
           CASE WHEN l.eligibility IN ('Relevant', 'Former Relevant', 'Eligible', 'Qualifying') THEN l.eligibility
                WHEN AGE(p.dob, t.as_at) < 18 THEN 'Relevant' ELSE 'Former Relevant' END AS eligibility,
           t.in_touch, CAST(NULL AS DATE) AS last_contact_on, t.accommodation, t.accommodation_suitable, t.activity,
           CAST(NULL AS DATE) AS pathway_plan_on
    FROM told AS t
    LEFT JOIN leaver_records AS l ON l.authority = t.authority AND l.person_id = t.person_id
    LEFT JOIN people AS p ON p.authority = t.authority AND p.person_id = t.person_id
    WHERE t.place = 1
)
SELECT r.authority, r.person_id, r.record_id, r.as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       r.excluded_because,
       COALESCE(r.eligibility IN ('Relevant', 'Former Relevant'), FALSE)
           OR (COALESCE(r.eligibility = 'Qualifying', FALSE) AND SETTING('include_qualifying', r.as_at)) AS is_leaver,
       r.eligibility, r.in_touch, r.last_contact_on, r.accommodation, r.accommodation_suitable, r.activity, r.pathway_plan_on
FROM all_rows AS r
"""

COHORT = Cohort(
    name="care_leavers",
    title="Care leavers",
    row="A young person who has left care, or is about to, on the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "is_leaver": truth("a care leaver: relevant or former relevant, and qualifying where the setting says so"),
        "eligibility": text("Relevant, Former Relevant, Eligible, Qualifying or No Current Eligibility"),
        "in_touch": text("whether the authority is in touch, as a code of the SSDA903"),
        "last_contact_on": day("the latest contact"),
        "accommodation": text(
            "where the young person lives, as a code of the SSDA903", needs=("ssd_care_leavers.clea_care_leaver_accommodation",)
        ),
        "accommodation_suitable": text("1 suitable, 2 not suitable", needs=("ssd_care_leavers.clea_care_leaver_accom_suitable",)),
        "activity": text(
            "what the young person does, as a code of the SSDA903", needs=("ssd_care_leavers.clea_care_leaver_activity",)
        ),
        "pathway_plan_on": day(
            "the latest pathway plan or review, as the record says; not known from loc_care_leaver_status",
            needs=("ssd_care_leavers.clea_pathway_plan_review_date",),
        ),
    },
    dates=(),
    reads=("leaving_care_records",),
    breakdowns={"eligibility": "eligibility"},
    allocated=True,
    needs=("ssd_care_leavers",),
    known_where_rows=True,
)
