"""The helper relations that every cohort may name: snapshots, calendar, people, units, allocations, populations.

Small tables that come from outside the extract (snapshots, months, calendar, windows) are given as Arrow; the others
are portable SELECTs over typed tables. Shapes are in docs/explanation/architecture.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pyarrow as pa

from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import STOCK_WINDOWS, Month, Spine, Window, months_elapsed

# Dates outside these years have no ordinal: a clock that starts or ends there cannot be computed and does not count.
CALENDAR_YEARS = (1980, 2060)

ETHNIC_GROUPS = {
    "white": ("WBRI", "WIRI", "WOTH", "WIRT", "WROM"),
    "mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE", "CNHE"),
    "black": ("BCRB", "BAFR", "BOTH"),
    "other": ("OOTH",),
}


def calendar_table(calendar: WorkingCalendar) -> pa.Table:
    """calendar(day, ordinal, is_working): ordinal counts working days up to and including the day."""
    first, last = date(CALENDAR_YEARS[0], 1, 1), date(CALENDAR_YEARS[1], 12, 31)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "ordinal": pa.array([calendar.ordinal(day) for day in days], pa.int64()),
            "is_working": pa.array([calendar.is_working_day(day) for day in days], pa.bool_()),
        }
    )


def snapshots_table(spine: Spine) -> pa.Table:
    """snapshots(as_at, month): the day on which each month's stock is counted."""
    return pa.table(
        {
            "as_at": pa.array([spine.snapshot_day(month) for month in spine.months], pa.date32()),
            "month": pa.array([month.index for month in spine.months], pa.int64()),
        }
    )


def own_areas_table(codes: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """own_areas(authority, area_code): every way in which a table may name the authority's own area."""
    pairs = [(authority, code) for authority, names in codes.items() for code in dict.fromkeys((authority, "local", *names))]
    return pa.table(
        {
            "authority": pa.array([authority for authority, _ in pairs], pa.string()),
            "area_code": pa.array([code for _, code in pairs], pa.string()),
        }
    )


def areas_table(authorities: Sequence[str], totals: Mapping[str, tuple[str, ...]]) -> pa.Table:
    """areas(area, authority, authorities): each authority as an area of its own, then those of each total.

    `authorities` is how many the area has. A total is in itself, too, for rows that are the area's own.
    """
    rows = [(authority, authority, 1) for authority in authorities]
    for area, members in totals.items():
        rows += [(area, authority, len(members)) for authority in (*members, area)]
    return pa.table(
        {
            "area": pa.array([row[0] for row in rows], pa.string()),
            "authority": pa.array([row[1] for row in rows], pa.string()),
            "authorities": pa.array([row[2] for row in rows], pa.int64()),
        }
    )


# Months are numbered, and a figure is the sums of the months of its window. A window that is no sum of months has months of
# its own, numbered this much higher: the rows of a month's last week, and those dated after the extract's last day.
LANES = {Window.WEEK: 1_000_000, Window.NEXT_MONTH: 2_000_000}


def windows_tables(spine: Spine) -> tuple[pa.Table, pa.Table]:
    """windows(window, end_month, period, first_day, last_day, factor) and window_months(window, end_month, month).

    `factor` makes a flow in the window a year's worth (indicators.md section 2.3).
    """
    windows: list[tuple[str, int, str, date, date, float]] = []
    members: list[tuple[str, int, int]] = []
    for window in Window:
        for month in spine.months:
            period = spine.period(window, month)
            if period is None:
                continue
            factor = 12.0 / months_elapsed(period) if window not in STOCK_WINDOWS else 1.0
            windows.append((window.value, month.index, str(month), period.first, period.last, factor))
            first, last = (Month.of(day).index + LANES.get(window, 0) for day in (period.first, period.last))
            # The week to a month's end lies in two months where the extract's last day is early in one.
            first = last if window is Window.WEEK else first
            members.extend((window.value, month.index, index) for index in range(first, last + 1))
    window_schema = pa.schema(
        [
            ("window", pa.string()),
            ("end_month", pa.int64()),
            ("period", pa.string()),
            ("first_day", pa.date32()),
            ("last_day", pa.date32()),
            ("factor", pa.float64()),
        ]
    )
    member_schema = pa.schema([("window", pa.string()), ("end_month", pa.int64()), ("month", pa.int64())])
    return (
        pa.table([list(column) for column in zip(*windows, strict=True)], schema=window_schema),
        pa.table([list(column) for column in zip(*members, strict=True)], schema=member_schema),
    )


def _ethnic_group_case() -> str:
    whens = " ".join(
        f"WHEN UPPER(p.pers_ethnicity) IN ({', '.join(repr(code) for code in codes)}) THEN '{group}'"
        for group, codes in ETHNIC_GROUPS.items()
    )
    return f"CASE {whens} ELSE 'unknown' END"


# One row a person. Disability is current only (ssd_model.md section 2.7): any code other than NONE.
PEOPLE = f"""
SELECT p.authority, p.pers_person_id AS person_id, p.pers_dob AS dob, p.pers_expected_dob AS expected_dob,
       p.pers_death_date AS died_on,
       CASE WHEN UPPER(p.pers_sex) IN ('F', 'M', 'U') THEN UPPER(p.pers_sex) ELSE 'unknown' END AS sex,
       {_ethnic_group_case()} AS ethnicity,
       CASE WHEN d.codes > 0 THEN 'disabled' WHEN d.nones > 0 THEN 'not_disabled' ELSE 'unknown' END AS disability
FROM ssd_person AS p
LEFT JOIN (
    SELECT authority, disa_person_id,
           COUNT(CASE WHEN UPPER(disa_disability_code) <> 'NONE' THEN 1 END) AS codes,
           COUNT(CASE WHEN UPPER(disa_disability_code) = 'NONE' THEN 1 END) AS nones
    FROM ssd_disability GROUP BY authority, disa_person_id
) AS d ON d.authority = p.authority AND d.disa_person_id = p.pers_person_id
"""

# Units as non-overlapping half-open intervals: where two rows of one team overlap, the later start wins.
UNITS = """
SELECT authority, team, service, unit_name, in_max_caseload_scope, from_on,
       CASE WHEN next_from_on IS NOT NULL AND (until_on IS NULL OR next_from_on < until_on)
            THEN next_from_on ELSE until_on END AS until_on
FROM (
    SELECT authority, dept_team_id AS team, service_group AS service, unit_name, in_max_caseload_scope,
           valid_from AS from_on, valid_to + 1 AS until_on,
           LEAD(valid_from) OVER (PARTITION BY authority, dept_team_id ORDER BY valid_from, unit_id) AS next_from_on
    FROM loc_org_unit
    WHERE NOT dept_team_id IS NULL AND NOT valid_from IS NULL
) AS dated
"""

# The one record of each care leaver: latest contact, then latest pathway plan. A date yet to come is none.
LEAVER_RECORDS = """
SELECT authority, person_id, eligibility, in_touch
FROM (
    SELECT authority, clea_person_id AS person_id, clea_care_leaver_eligibility AS eligibility,
           clea_care_leaver_in_touch AS in_touch,
           ROW_NUMBER() OVER (
               PARTITION BY authority, clea_person_id
               ORDER BY CASE WHEN clea_care_leaver_latest_contact <= day THEN clea_care_leaver_latest_contact END DESC NULLS LAST,
                        CASE WHEN clea_pathway_plan_review_date <= day THEN clea_pathway_plan_review_date END DESC NULLS LAST,
                        clea_table_id) AS place
    FROM ssd_care_leavers
    CROSS JOIN (SELECT MAX(as_at) AS day FROM snapshots) AS last
    WHERE NOT clea_person_id IS NULL
) AS ranked WHERE place = 1
"""

# Times for which somebody was a child's allocated worker, as recorded: a named worker in an allocated role.
ALLOCATED_INVOLVEMENTS = """
SELECT i.authority, i.invo_person_id AS person_id, i.invo_involvements_id AS involvement_id,
       i.invo_professional_id AS worker, i.invo_professional_team AS team,
       i.invo_involvement_start_date AS from_on, i.invo_involvement_end_date AS until_on
FROM ssd_involvements AS i
LEFT JOIN leaver_records AS leaver ON leaver.authority = i.authority AND leaver.person_id = i.invo_person_id
    AND leaver.eligibility IN ('Relevant', 'Former Relevant')
WHERE NOT i.invo_professional_id IS NULL AND NOT i.invo_involvement_start_date IS NULL
  AND (CODE_IN(UPPER(i.invo_professional_role_id), SETTING('allocated_roles'))
       OR (UPPER(i.invo_professional_role_id) = '16PLUS' AND NOT leaver.person_id IS NULL))
  AND (i.invo_involvement_end_date IS NULL OR i.invo_involvement_end_date > i.invo_involvement_start_date)
"""

# The team that a local unit is, as half-open intervals: what was last said of the unit holds until something else is said,
# so that a record of a unit that is closed still finds its team.
UNIT_TEAMS = """
SELECT authority, unit_id, COALESCE(dept_team_id, unit_id) AS team,
       COALESCE(in_max_caseload_scope, FALSE) AS in_max_caseload_scope, valid_from AS from_on,
       LEAD(valid_from) OVER (PARTITION BY authority, unit_id ORDER BY valid_from) AS until_on
FROM loc_org_unit
WHERE NOT unit_id IS NULL AND NOT valid_from IS NULL
"""

# Each worker in post, as non-overlapping half-open intervals: of the rows valid on a day, the one valid from last.
WORKER_POSTS = """
WITH rows AS (
    SELECT *,
           CASE WHEN start_date > valid_from THEN start_date ELSE valid_from END AS from_on,
           CASE WHEN leave_date IS NULL OR ADD_DAYS(valid_to, 1) < leave_date THEN ADD_DAYS(valid_to, 1)
                ELSE leave_date END AS until_on
    FROM loc_worker
    WHERE NOT start_date IS NULL AND NOT valid_from IS NULL
),
held AS (SELECT * FROM rows WHERE until_on IS NULL OR until_on > from_on),
points AS (
    SELECT authority, worker_id, from_on FROM held
    UNION
    SELECT authority, worker_id, until_on AS from_on FROM held WHERE NOT until_on IS NULL
),
spans AS (
    SELECT authority, worker_id, from_on,
           LEAD(from_on) OVER (PARTITION BY authority, worker_id ORDER BY from_on) AS until_on
    FROM points
),
ranked AS (
    SELECT s.authority, s.worker_id, s.from_on, s.until_on, r.prof_professional_id AS professional_id, r.unit_id,
           LOWER(TRIM(r.role)) AS role, COALESCE(r.fte_contracted, 0) AS fte, COALESCE(r.agency, FALSE) AS is_agency,
           COALESCE(r.qualified, FALSE) AS is_qualified, COALESCE(r.case_holding, FALSE) AS holds_cases,
           COALESCE(r.nqsw, FALSE) AS is_newly_qualified,
           ROW_NUMBER() OVER (PARTITION BY s.authority, s.worker_id, s.from_on ORDER BY r.valid_from DESC) AS place
    FROM spans AS s
    JOIN held AS r ON r.authority = s.authority AND r.worker_id = s.worker_id
                  AND r.from_on <= s.from_on AND (r.until_on IS NULL OR r.until_on > s.from_on)
)
SELECT authority, worker_id, from_on, until_on, professional_id, unit_id, role, fte, is_agency, is_qualified, holds_cases,
       is_newly_qualified
FROM ranked WHERE place = 1
"""

# B-ALLOC as intervals. Between two neighbouring starts or ends of a child's involvements the allocated worker does not
# change: it is the latest start (then the highest id) of those open.
ALLOCATIONS = """
WITH roles AS (
    SELECT authority, person_id, involvement_id, worker, team, from_on AS start_on, until_on AS end_on
    FROM allocated_involvements
),
points AS (
    SELECT authority, person_id, start_on AS from_on FROM roles
    UNION
    SELECT authority, person_id, end_on AS from_on FROM roles WHERE NOT end_on IS NULL
),
spans AS (
    SELECT authority, person_id, from_on,
           LEAD(from_on) OVER (PARTITION BY authority, person_id ORDER BY from_on) AS until_on
    FROM points
),
ranked AS (
    SELECT s.authority, s.person_id, s.from_on, s.until_on, r.worker, r.team,
           ROW_NUMBER() OVER (PARTITION BY s.authority, s.person_id, s.from_on
                              ORDER BY r.start_on DESC, r.involvement_id DESC) AS place
    FROM spans AS s
    JOIN roles AS r ON r.authority = s.authority AND r.person_id = s.person_id
                   AND r.start_on <= s.from_on AND (r.end_on IS NULL OR r.end_on > s.from_on)
)
SELECT authority, person_id, from_on, until_on, worker, team FROM ranked WHERE place = 1
"""

# B-LEG as intervals: the legal status in force is the latest start (then the highest id) of those open. `turned_on` is the
# day on which the status became this one: a renewal of the same status is no turn.
LEGAL_STATUSES = """
WITH rows AS (
    SELECT authority, lega_person_id AS person_id, lega_legal_status_id AS status_id, lega_legal_status AS legal_status,
           lega_legal_status_start_date AS start_on, lega_legal_status_end_date AS end_on
    FROM ssd_legal_status
    WHERE NOT lega_legal_status IS NULL AND NOT lega_person_id IS NULL
      -- A status dated after the extract's last day has not begun.
      AND lega_legal_status_start_date <= (SELECT MAX(as_at) FROM snapshots)
      AND (lega_legal_status_end_date IS NULL OR lega_legal_status_end_date > lega_legal_status_start_date)
),
points AS (
    SELECT authority, person_id, start_on AS from_on FROM rows
    UNION
    SELECT authority, person_id, end_on AS from_on FROM rows WHERE NOT end_on IS NULL
),
spans AS (
    SELECT authority, person_id, from_on,
           LEAD(from_on) OVER (PARTITION BY authority, person_id ORDER BY from_on) AS until_on
    FROM points
),
ranked AS (
    SELECT s.authority, s.person_id, s.from_on, s.until_on, r.legal_status,
           ROW_NUMBER() OVER (PARTITION BY s.authority, s.person_id, s.from_on
                              ORDER BY r.start_on DESC, r.status_id DESC) AS place
    FROM spans AS s
    LEFT JOIN rows AS r ON r.authority = s.authority AND r.person_id = s.person_id
                        AND r.start_on <= s.from_on AND (r.end_on IS NULL OR r.end_on > s.from_on)
),
turns AS (
    SELECT authority, person_id, from_on, until_on, legal_status,
           CASE WHEN legal_status = LAG(legal_status) OVER (PARTITION BY authority, person_id ORDER BY from_on)
                THEN 0 ELSE 1 END AS is_turn
    FROM ranked WHERE place = 1
),
numbered AS (
    SELECT *, SUM(is_turn) OVER (PARTITION BY authority, person_id ORDER BY from_on
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS turn
    FROM turns
)
SELECT authority, person_id, from_on, until_on, legal_status,
       MIN(from_on) OVER (PARTITION BY authority, person_id, turn) AS turned_on
FROM numbered WHERE NOT legal_status IS NULL
"""

# B-POP at each month's end: the authority's row in force, latest used_from first.
POPULATIONS = """
WITH bands AS (
    SELECT b.authority, b.area_code, b.persons, b.used_to, b.mid_year,
           COALESCE(b.used_from, CAST(CAST(CAST(b.mid_year AS INT) AS VARCHAR) || '-04-01' AS DATE)) AS used_from,
           CASE WHEN o.area_code IS NULL THEN 1 ELSE 0 END AS away
    FROM loc_population AS b
    LEFT JOIN own_areas AS o ON o.authority = b.authority AND o.area_code = b.area_code
    WHERE age_from = 0 AND age_to = 17
      AND (sex IS NULL OR UPPER(sex) IN ('', 'ALL', 'PERSONS', 'P', 'T', 'TOTAL'))
      AND (ethnic_group IS NULL OR UPPER(ethnic_group) IN ('', 'ALL', 'TOTAL'))
      -- A store that nobody said the authority of takes the area that it was given.
      AND (b.area_code IS NULL OR NOT o.area_code IS NULL OR b.authority = 'local')
),
ranked AS (
    SELECT b.authority, s.month, b.persons, b.mid_year,
           ROW_NUMBER() OVER (PARTITION BY b.authority, s.month
                              ORDER BY b.away, b.used_from DESC, b.mid_year DESC, b.area_code) AS place
    FROM bands AS b
    JOIN snapshots AS s ON b.used_from <= s.as_at AND (b.used_to IS NULL OR b.used_to >= s.as_at)
)
SELECT authority, month, persons, mid_year FROM ranked WHERE place = 1
UNION ALL
-- The population of an area is known where that of each of its authorities is.
SELECT area AS authority, month, persons, mid_year
FROM (
    SELECT a.area, r.month, SUM(r.persons) AS persons, MIN(r.mid_year) AS mid_year, COUNT(r.persons) AS known,
           MAX(a.authorities) AS authorities
    FROM ranked AS r
    JOIN areas AS a ON a.authority = r.authority AND a.area <> a.authority
    WHERE r.place = 1
    GROUP BY a.area, r.month
) AS summed
WHERE known = authorities
"""

# Children whom two authorities of an area know, by the identifier that follows a child from one to the next: each as one
# child (sign 1), and apart (sign -1), so that a sum over the area can take the double back. An identifier that two people
# of one authority hold is no identifier.
SHARED_CHILDREN = """
WITH named AS (
    SELECT authority, pers_person_id AS person_id,
           COALESCE('id ' || pers_single_unique_id, 'pupil ' || pers_upn) AS child
    FROM ssd_person
),
held AS (
    SELECT authority, child, COUNT(*) AS persons FROM named WHERE NOT child IS NULL GROUP BY authority, child
),
known AS (
    SELECT a.area, h.child, COUNT(*) AS authorities, MAX(h.persons) AS persons
    FROM held AS h
    JOIN areas AS a ON a.authority = h.authority AND a.area <> a.authority
    GROUP BY a.area, h.child
),
members AS (
    SELECT k.area, n.authority AS home, n.person_id AS home_person_id, k.child
    FROM known AS k
    JOIN areas AS a ON a.area = k.area AND a.area <> a.authority
    JOIN named AS n ON n.authority = a.authority AND n.child = k.child
    WHERE k.authorities > 1 AND k.persons = 1
)
SELECT area, home, home_person_id, 'one ' || child AS counted_as, 1 AS sign FROM members
UNION ALL
SELECT area, home, home_person_id, 'apart ' || home || ' ' || home_person_id AS counted_as, -1 AS sign FROM members
"""

# In the order in which they are made: a later one may read an earlier one.
RELATIONS = {
    "people": PEOPLE,
    "units": UNITS,
    "unit_teams": UNIT_TEAMS,
    "worker_posts": WORKER_POSTS,
    "leaver_records": LEAVER_RECORDS,
    "allocated_involvements": ALLOCATED_INVOLVEMENTS,
    "allocations": ALLOCATIONS,
    "legal_statuses": LEGAL_STATUSES,
    "populations": POPULATIONS,
    "shared_children": SHARED_CHILDREN,
}
