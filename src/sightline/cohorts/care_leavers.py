"""Care leavers: one row a young person on the day of the data (B-CL).

The standard holds only the present record of a care leaver, so there is a row for the day of the data and none for earlier
month ends. Several records of one young person are one: the latest contact wins, then the latest pathway plan.
"""

from sightline.cohorts.model import Cohort, Kind, day, text

SQL = """
WITH ranked AS (
    SELECT l.*, s.as_at,
           ROW_NUMBER() OVER (PARTITION BY l.authority, l.clea_person_id
                              ORDER BY l.clea_care_leaver_latest_contact DESC NULLS LAST,
                                       l.clea_pathway_plan_review_date DESC NULLS LAST, l.clea_table_id) AS place
    FROM ssd_care_leavers AS l
    CROSS JOIN (SELECT MAX(as_at) AS as_at FROM snapshots) AS s
    WHERE NOT l.clea_person_id IS NULL
)
SELECT r.authority, r.clea_person_id AS person_id, r.clea_table_id AS record_id, r.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN r.place > 1 THEN 'The young person has a later record.'
            WHEN r.clea_care_leaver_in_touch = 'DIED' OR p.died_on <= r.as_at THEN 'The young person has died.'
            WHEN AGE(p.dob, r.as_at) >= 25 THEN 'Aged 25 or over.'
            WHEN r.clea_care_leaver_eligibility = 'Qualifying' AND SETTING('include_qualifying') THEN CAST(NULL AS VARCHAR)
            WHEN r.clea_care_leaver_eligibility IN ('Relevant', 'Former Relevant') THEN CAST(NULL AS VARCHAR)
            ELSE 'Not a relevant or former relevant young person.' END AS excluded_because,
       r.clea_care_leaver_eligibility AS eligibility, r.clea_care_leaver_in_touch AS in_touch,
       r.clea_care_leaver_latest_contact AS last_contact_on, r.clea_care_leaver_accommodation AS accommodation,
       r.clea_care_leaver_accom_suitable AS accommodation_suitable, r.clea_care_leaver_activity AS activity,
       CASE WHEN r.clea_pathway_plan_review_date <= r.as_at THEN r.clea_pathway_plan_review_date END AS pathway_plan_on
FROM ranked AS r
LEFT JOIN people AS p ON p.authority = r.authority AND p.person_id = r.clea_person_id
"""

COHORT = Cohort(
    name="care_leavers",
    title="Care leavers",
    row="A young person who has left care, on the day of the data.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "eligibility": text("relevant, former relevant, eligible or qualifying"),
        "in_touch": text("whether the authority is in touch, as a code of the SSDA903"),
        "last_contact_on": day("the latest contact"),
        "accommodation": text("where the young person lives, as a code of the SSDA903"),
        "accommodation_suitable": text("1 suitable, 2 not suitable"),
        "activity": text("what the young person does, as a code of the SSDA903"),
        "pathway_plan_on": day("the latest pathway plan or review"),
    },
    dates=(),
    breakdowns={"eligibility": "eligibility"},
    allocated=True,
    needs=("ssd_care_leavers",),
)
