"""Pieces of SQL that several cohorts say in the same words, so that they are said once.

Each is portable text (docs/explanation/architecture.md) meant to be set into a cohort's SELECT with an f-string.
"""

from __future__ import annotations

# The last day that the extract describes. What happened to a child after an event is looked for up to this day, so that a
# follow-up is never read from rows that are dated in the future by mistake.
LAST_DAY = "(SELECT MAX(as_at) FROM snapshots)"

# Every visit in which the child was seen, once for each child, day and kind (B-VIS). Systems hold three tables with no
# common shape, and the same visit can stand in two of them.
SEEN_VISITS = """
SELECT DISTINCT authority, cinv_person_id AS person_id, cinv_cin_visit_date AS visit_on, 'cin' AS kind
FROM ssd_cin_visits WHERE cinv_cin_visit_seen AND NOT cinv_cin_visit_date IS NULL
UNION ALL
SELECT DISTINCT authority, cppv_person_id AS person_id, cppv_cp_visit_date AS visit_on, 'cp' AS kind
FROM ssd_cp_visits WHERE cppv_cp_visit_seen AND NOT cppv_cp_visit_date IS NULL
UNION ALL
SELECT DISTINCT authority, clav_person_id AS person_id, clav_cla_visit_date AS visit_on, 'cla' AS kind
FROM ssd_cla_visits WHERE clav_cla_visit_seen AND NOT clav_cla_visit_date IS NULL
"""


def sql_for_source_group(code: str) -> str:
    """The group of a code of the CIN census referral source, as text for the column named.

    Housing (4) is taken as the council's own. Anonymous (9) stands with members of the public. A blank, and a code that
    the census does not have, are `other`.
    """
    return f"""CASE
        WHEN {code} = '6' THEN 'police'
        WHEN {code} IN ('2A', '2B') THEN 'education'
        WHEN {code} IN ('3A', '3B', '3C', '3D', '3E', '3F') THEN 'health'
        WHEN {code} IN ('4', '5A', '5B', '5D') THEN 'council'
        WHEN {code} IN ('1A', '1B', '1C', '1D', '9') THEN 'public'
        WHEN {code} = '5C' THEN 'other_la'
        ELSE 'other' END"""


def sql_for_latest_by_month(dated: str) -> str:
    """The latest of a child's dated events as it stood at each month's end, as intervals of months.

    `dated` is a SELECT of `authority`, `person_id` and `happened_on`. A row holds for snapshots with `from_month <= month
    AND month < until_month`: the latest event of one month stays the latest until the next month that has one. A snapshot
    inside a month is always the extract's last day, after which nothing is read.
    """
    return f"""
    SELECT authority, person_id, happened_on, from_month,
           COALESCE(LEAD(from_month) OVER (PARTITION BY authority, person_id ORDER BY from_month), 999999) AS until_month
    FROM (
        SELECT authority, person_id, MONTH_INDEX(happened_on) AS from_month, MAX(happened_on) AS happened_on
        FROM ({dated}) AS dated
        WHERE happened_on <= {LAST_DAY}
        GROUP BY authority, person_id, MONTH_INDEX(happened_on)
    ) AS latest_in_month"""


def sql_for_plan_versions(plan_type: str) -> str:
    """A SELECT of the days on which versions of one type of plan were authorised, for `sql_for_latest_by_month`."""
    return f"""
        SELECT authority, person_id, authorised_date AS happened_on FROM loc_plan_version
        WHERE LOWER(plan_type) = '{plan_type}' AND NOT authorised_date IS NULL"""


def sql_for_plan_length(started_on: str, on: str) -> str:
    """The band of how long a plan has lasted on a day."""
    return f"""CASE
        WHEN {started_on} > ADD_MONTHS({on}, -3) THEN 'under_3_months'
        WHEN {started_on} > ADD_MONTHS({on}, -6) THEN '3_to_6_months'
        WHEN {started_on} > ADD_MONTHS({on}, -12) THEN '6_to_12_months'
        WHEN {started_on} > ADD_MONTHS({on}, -24) THEN '1_to_2_years'
        WHEN {started_on} <= ADD_MONTHS({on}, -24) THEN '2_years_or_more' END"""
