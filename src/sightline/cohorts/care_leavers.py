"""Care leavers: one row a young person at each month end of which something is known (B-CL).

The standard holds only the present record of a care leaver, so the day of the data has a row for each. Earlier month ends
have the rows of `loc_care_leaver_status` whose basis is snapshot and that are dated in that month, the latest of each young
person. Those rows do not say who was entitled to what: the present record does, and where there is none, a young person of 18
or over was former relevant and a younger one relevant.

Several present records of one young person are one: the latest contact wins, then the latest pathway plan, then the lowest
id. Young people who are still looked after (eligible) stand here for their pathway plans only: `is_leaver` says who has left.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH present AS (
    SELECT authority, clea_person_id AS person_id, clea_table_id AS record_id, clea_care_leaver_eligibility AS eligibility,
           clea_care_leaver_in_touch AS in_touch, clea_care_leaver_accommodation AS accommodation,
           clea_care_leaver_accom_suitable AS accommodation_suitable, clea_care_leaver_activity AS activity,
           CASE WHEN clea_care_leaver_latest_contact <= {LAST_DAY} THEN clea_care_leaver_latest_contact END AS last_contact_on,
           CASE WHEN clea_pathway_plan_review_date <= {LAST_DAY} THEN clea_pathway_plan_review_date END AS pathway_plan_on
    FROM ssd_care_leavers
    WHERE NOT clea_person_id IS NULL
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, person_id
                                 ORDER BY last_contact_on DESC NULLS LAST, pathway_plan_on DESC NULLS LAST,
                                          record_id) AS place
    FROM present
),
versions AS (
    SELECT authority, person_id, MAX(authorised_date) AS authorised_on
    FROM loc_plan_version
    WHERE LOWER(plan_type) = 'pathway' AND authorised_date <= {LAST_DAY}
    GROUP BY authority, person_id
),
keeping_versions AS (SELECT DISTINCT authority FROM versions),
copies AS (
    SELECT c.authority, c.person_id, s.as_at, c.in_touch, c.accommodation, c.accommodation_suitable, c.activity,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.person_id, s.as_at ORDER BY c.status_date DESC) AS place
    FROM loc_care_leaver_status AS c
    JOIN snapshots AS s ON s.month = MONTH_INDEX(c.status_date) AND c.status_date <= s.as_at
    WHERE LOWER(c.basis) = 'snapshot' AND s.as_at < {LAST_DAY}
),
all_rows AS (
    SELECT r.authority, r.person_id, r.record_id, s.as_at, r.place, r.eligibility, r.in_touch, r.last_contact_on,
           r.accommodation, r.accommodation_suitable, r.activity, r.pathway_plan_on,
           CASE WHEN NOT k.authority IS NULL THEN v.authorised_on ELSE r.pathway_plan_on END AS pathway_plan_version_on,
           TRUE AS is_present
    FROM ranked AS r
    JOIN snapshots AS s ON s.as_at = {LAST_DAY}
    LEFT JOIN versions AS v ON v.authority = r.authority AND v.person_id = r.person_id
    LEFT JOIN keeping_versions AS k ON k.authority = r.authority
    UNION ALL
    SELECT c.authority, c.person_id, c.person_id || ' ' || CAST(c.as_at AS VARCHAR) AS record_id, c.as_at, 1 AS place,
           CASE WHEN r.eligibility IN ('Relevant', 'Former Relevant', 'Eligible', 'Qualifying') THEN r.eligibility
                WHEN AGE(p.dob, c.as_at) < 18 THEN 'Relevant' ELSE 'Former Relevant' END AS eligibility,
           c.in_touch, CAST(NULL AS DATE) AS last_contact_on, c.accommodation, c.accommodation_suitable, c.activity,
           CAST(NULL AS DATE) AS pathway_plan_on, CAST(NULL AS DATE) AS pathway_plan_version_on, FALSE AS is_present
    FROM copies AS c
    LEFT JOIN ranked AS r ON r.authority = c.authority AND r.person_id = c.person_id AND r.place = 1
    LEFT JOIN people AS p ON p.authority = c.authority AND p.person_id = c.person_id
    WHERE c.place = 1
)
SELECT r.authority, r.person_id, r.record_id, r.as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN r.place > 1 THEN 'The young person has a later record.'
            WHEN r.in_touch = 'DIED' OR p.died_on <= r.as_at THEN 'The young person has died.'
            WHEN AGE(p.dob, r.as_at) >= 25 THEN 'Aged 25 or over.'
       END AS excluded_because,
       COALESCE(r.eligibility IN ('Relevant', 'Former Relevant'), FALSE)
           OR (COALESCE(r.eligibility = 'Qualifying', FALSE) AND SETTING('include_qualifying', r.as_at)) AS is_leaver,
       r.eligibility, r.in_touch, r.last_contact_on, r.accommodation, r.accommodation_suitable, r.activity,
       r.pathway_plan_on, r.pathway_plan_version_on, r.is_present
FROM all_rows AS r
LEFT JOIN people AS p ON p.authority = r.authority AND p.person_id = r.person_id
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
        "accommodation": text("where the young person lives, as a code of the SSDA903"),
        "accommodation_suitable": text("1 suitable, 2 not suitable"),
        "activity": text("what the young person does, as a code of the SSDA903"),
        "pathway_plan_on": day("the latest pathway plan or review, as the record says"),
        "pathway_plan_version_on": day(
            "the latest authorised version of the pathway plan; the record's date where the authority keeps no versions"
        ),
        "is_present": truth("from the present record; copies of past months know nothing of pathway plans"),
    },
    dates=(),
    breakdowns={"eligibility": "eligibility"},
    allocated=True,
    needs=("ssd_care_leavers",),
)
