"""Records of young people who leave care: one row a record and month end for which the record is known.

The standard holds only the present record, so the day of the data has a row for each. Earlier month ends have the rows of
the copies that were kept of the table at the time; of a copy made some days after a month's end, dates after that end are
left blank. Other month ends are not known, which is not the same as nobody.

Several records of one young person are one: the latest contact wins, then the latest pathway plan, then the lowest id. The
others stay, left out. Young people who are still looked after (eligible) stand here too, for their pathway plans.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import LAST_DAY

# What is taken from the table itself and from its copies alike.
FIELDS = """clea_person_id AS person_id, clea_table_id AS record_id, clea_care_leaver_eligibility AS eligibility,
           clea_care_leaver_in_touch AS in_touch, clea_care_leaver_accommodation AS accommodation,
           clea_care_leaver_accom_suitable AS accommodation_suitable, clea_care_leaver_activity AS activity,
           clea_care_leaver_latest_contact AS contact_on, clea_pathway_plan_review_date AS plan_on"""

SQL = f"""
WITH known AS (
    SELECT authority, {LAST_DAY} AS as_at, {FIELDS} FROM ssd_care_leavers
    UNION ALL
    SELECT authority, snapshot_on AS as_at, {FIELDS} FROM snapshot_ssd_care_leavers WHERE snapshot_on < {LAST_DAY}
),
dated AS (
    SELECT k.authority, k.as_at, k.person_id, k.record_id, k.eligibility, k.in_touch, k.accommodation,
           k.accommodation_suitable, k.activity,
           CASE WHEN k.contact_on <= k.as_at THEN k.contact_on END AS last_contact_on,
           CASE WHEN k.plan_on <= k.as_at THEN k.plan_on END AS pathway_plan_on
    FROM known AS k
    JOIN snapshots AS s ON s.as_at = k.as_at
    WHERE NOT k.person_id IS NULL
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, as_at, person_id
                                 ORDER BY last_contact_on DESC NULLS LAST, pathway_plan_on DESC NULLS LAST,
                                          record_id) AS place
    FROM dated
),
versions AS (
    SELECT v.authority, v.person_id, d.as_at, MAX(v.authorised_date) AS authorised_on
    FROM loc_plan_version AS v
    JOIN (SELECT DISTINCT authority, as_at FROM dated) AS d ON d.authority = v.authority AND v.authorised_date <= d.as_at
    WHERE LOWER(v.plan_type) = 'pathway'
    GROUP BY v.authority, v.person_id, d.as_at
),
keeping_versions AS (SELECT DISTINCT authority FROM versions)
SELECT r.authority, r.person_id, r.record_id, r.as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN r.place > 1 THEN 'The young person has a later record.'
            WHEN r.in_touch = 'DIED' OR p.died_on <= r.as_at THEN 'The young person has died.'
            WHEN AGE(p.dob, r.as_at) >= 25 THEN 'Aged 25 or over.'
       END AS excluded_because,
       r.eligibility, r.in_touch, r.last_contact_on, r.accommodation, r.accommodation_suitable, r.activity, r.pathway_plan_on,
       CASE WHEN NOT k.authority IS NULL THEN v.authorised_on ELSE r.pathway_plan_on END AS pathway_plan_version_on
FROM ranked AS r
LEFT JOIN people AS p ON p.authority = r.authority AND p.person_id = r.person_id
LEFT JOIN versions AS v ON v.authority = r.authority AND v.person_id = r.person_id AND v.as_at = r.as_at
LEFT JOIN keeping_versions AS k ON k.authority = r.authority
"""

COHORT = Cohort(
    name="leaving_care_records",
    title="Records of leaving care",
    row="A young person who has left care, or is about to, by the record of the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
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
            "the latest pathway plan or review, as the record says", needs=("ssd_care_leavers.clea_pathway_plan_review_date",)
        ),
        "pathway_plan_version_on": day(
            "the latest authorised version of the pathway plan; the record's date where the authority keeps no versions",
            needs=("loc_plan_version|ssd_care_leavers.clea_pathway_plan_review_date",),
        ),
    },
    dates=(),
    breakdowns={"eligibility": "eligibility"},
    allocated=True,
    needs=("ssd_care_leavers",),
    known_where_rows=True,
)
