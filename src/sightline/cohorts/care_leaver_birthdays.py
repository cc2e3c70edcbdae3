"""Birthdays of care leavers: one row a former relevant young person and birthday, with how things stood around it (OC3).

The national figures look at each young person on or around the nineteenth, twentieth and twenty-first birthday: from three
months before to one month after. The status made for that birthday is taken, else the nearest in time, of two as near the
later. A birthday without a status stays, as one of which nothing is known.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, whole
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH ranked AS (
    SELECT authority, clea_person_id AS person_id, clea_table_id AS record_id, clea_care_leaver_eligibility AS eligibility,
           ROW_NUMBER() OVER (
               PARTITION BY authority, clea_person_id
               ORDER BY CASE WHEN clea_care_leaver_latest_contact <= {LAST_DAY} THEN clea_care_leaver_latest_contact END
                            DESC NULLS LAST,
                        CASE WHEN clea_pathway_plan_review_date <= {LAST_DAY} THEN clea_pathway_plan_review_date END
                            DESC NULLS LAST,
                        clea_table_id) AS place
    FROM ssd_care_leavers
    WHERE NOT clea_person_id IS NULL
),
turned AS (
    SELECT r.authority, r.person_id, r.record_id, t.years,
           -- A birthday of 29 February falls on 1 March in a common year.
           CASE WHEN EXTRACT(DAY FROM p.dob) = 29 AND EXTRACT(DAY FROM ADD_MONTHS(p.dob, 12 * t.years)) = 28
                THEN ADD_DAYS(ADD_MONTHS(p.dob, 12 * t.years), 1) ELSE ADD_MONTHS(p.dob, 12 * t.years) END AS birthday_on
    FROM ranked AS r
    JOIN people AS p ON p.authority = r.authority AND p.person_id = r.person_id
    CROSS JOIN (SELECT 19 AS years UNION ALL SELECT 20 AS years UNION ALL SELECT 21 AS years) AS t
    WHERE r.place = 1 AND r.eligibility = 'Former Relevant' AND NOT p.dob IS NULL
),
around AS (
    SELECT b.authority, b.record_id, b.years, s.status_date AS status_on, s.in_touch, s.accommodation, s.accommodation_suitable,
           s.activity,
           ROW_NUMBER() OVER (PARTITION BY b.authority, b.record_id, b.years
                              ORDER BY CASE WHEN LOWER(s.basis) = 'birthday_' || CAST(b.years AS VARCHAR) THEN 0 ELSE 1 END,
                                       ABS(DAYS(b.birthday_on, s.status_date)), s.status_date DESC, s.basis) AS place
    FROM turned AS b
    JOIN loc_care_leaver_status AS s ON s.authority = b.authority AND s.person_id = b.person_id
        AND s.status_date >= ADD_MONTHS(b.birthday_on, -3) AND s.status_date <= ADD_MONTHS(b.birthday_on, 1)
    WHERE s.status_date <= {LAST_DAY}
)
SELECT b.authority, b.person_id, b.record_id || ':' || CAST(b.years AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       b.birthday_on, CAST(b.years AS BIGINT) AS years, a.status_on, a.in_touch, a.accommodation, a.accommodation_suitable,
       a.activity
FROM turned AS b
LEFT JOIN around AS a ON a.authority = b.authority AND a.record_id = b.record_id AND a.years = b.years AND a.place = 1
"""

COHORT = Cohort(
    name="care_leaver_birthdays",
    title="Birthdays of care leavers",
    row="A former relevant young person who turned 19, 20 or 21.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "birthday_on": day("the day of the birthday"),
        "years": whole("how old the young person became"),
        "status_on": day("the day of the status around the birthday; empty where there is none"),
        "in_touch": text("whether the authority was in touch, as a code of the SSDA903"),
        "accommodation": text("where the young person lived, as a code of the SSDA903"),
        "accommodation_suitable": text("1 suitable, 2 not suitable"),
        "activity": text("what the young person did, as a code of the SSDA903"),
    },
    dates=("birthday_on",),
    allocated=True,
    needs=("ssd_care_leavers", "loc_care_leaver_status"),
    breakdowns={"years": "years"},
)
