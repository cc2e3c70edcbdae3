"""Pieces of SQL that several cohorts say in the same words, so that they are said once.

Each is portable text (docs/explanation/architecture.md) meant to be set into a cohort's SELECT with an f-string.
"""

from __future__ import annotations

# The last day that the extract describes. What happened to a child after an event is looked for up to this day, so that a
# follow-up is never read from rows that are dated in the future by mistake.
LAST_DAY = "(SELECT MAX(as_at) FROM snapshots)"
# Later than every day there is.
FAR = "DATE '9999-12-31'"

# The day before the eighteenth birthday. Eighteen years after a leap year there is no 29 February: that birthday falls on
# 1 March, the day before it on the 28th. To be formatted with the column of the date of birth.
LAST_DAY_AS_CHILD = """CASE WHEN EXTRACT(MONTH FROM {dob}) = 2 AND EXTRACT(DAY FROM {dob}) = 29 THEN ADD_MONTHS({dob}, 216)
                ELSE ADD_DAYS(ADD_MONTHS({dob}, 216), -1) END"""

# Every visit at which the child was seen (B-VIS). Systems hold three tables with no common shape, and the same visit can
# stand in two of them: whoever counts visits, and not only the first or the last, takes each child, day and kind once.
SEEN_VISITS = """
SELECT authority, cinv_person_id AS person_id, cinv_cin_visit_date AS visit_on, 'cin' AS kind
FROM ssd_cin_visits WHERE cinv_cin_visit_seen AND NOT cinv_cin_visit_date IS NULL
UNION ALL
SELECT authority, cppv_person_id AS person_id, cppv_cp_visit_date AS visit_on, 'cp' AS kind
FROM ssd_cp_visits WHERE cppv_cp_visit_seen AND NOT cppv_cp_visit_date IS NULL
UNION ALL
SELECT authority, clav_person_id AS person_id, clav_cla_visit_date AS visit_on, 'cla' AS kind
FROM ssd_cla_visits WHERE clav_cla_visit_seen AND NOT clav_cla_visit_date IS NULL
"""


# The frequencies of visits agreed in `loc_visit_standard`, for each of the `spells` (spell_id, person_id, kind) that stand
# before it: as CTEs of which the last, `agreed`, says from when until when which lengths hold, and with which rank: what was
# agreed for the child (1) goes before what holds for the unit of the child's team (2).
AGREED_VISITS = f"""standards AS (
    SELECT authority, person_id, unit_id, LOWER(plan_type) AS kind, valid_from AS from_on,
           COALESCE(ADD_DAYS(valid_to, 1), {FAR}) AS until_on, CAST(first_visit_n AS BIGINT) AS first_length,
           LOWER(first_visit_unit) AS first_unit, CAST(frequency_n AS BIGINT) AS next_length,
           LOWER(frequency_unit) AS next_unit
    FROM loc_visit_standard
    WHERE NOT valid_from IS NULL AND frequency_n > 0
),
unit_teams AS (
    SELECT DISTINCT authority, unit_id, dept_team_id AS team FROM loc_org_unit WHERE NOT dept_team_id IS NULL
    UNION
    SELECT DISTINCT authority, unit_id, unit_id AS team FROM standards WHERE person_id IS NULL
),
agreed AS (
    SELECT s.authority, s.spell_id, 1 AS rank, n.from_on AS agreed_on, n.from_on, n.until_on, n.first_length, n.first_unit,
           n.next_length, n.next_unit
    FROM spells AS s
    JOIN standards AS n ON n.authority = s.authority AND n.person_id = s.person_id AND n.kind = s.kind
    UNION ALL
    SELECT s.authority, s.spell_id, 2 AS rank, n.from_on AS agreed_on, GREATEST(n.from_on, a.from_on) AS from_on,
           LEAST(n.until_on, COALESCE(a.until_on, {FAR})) AS until_on, n.first_length, n.first_unit, n.next_length, n.next_unit
    FROM standards AS n
    JOIN unit_teams AS u ON u.authority = n.authority AND u.unit_id = n.unit_id
    JOIN allocations AS a ON a.authority = u.authority AND a.team = u.team
    JOIN spells AS s ON s.authority = a.authority AND s.person_id = a.person_id AND s.kind = n.kind
    WHERE n.person_id IS NULL
)"""


def sql_for_source_group(code: str, on: str) -> str:
    """The group of a code of the CIN census referral source on a day, as text. A blank, and a code of no group, are `other`."""
    return f"COALESCE(SETTING_GROUP('source_groups', {code}, {on}), 'other')"


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


def sql_for_stretches(spells: str) -> str:
    """A child's spells run together into stretches that do not overlap: `from_on`, and `until_on` which is no longer in.

    `spells` is a SELECT with `authority`, `person_id`, `started_on` and `ended_on`. A day lies in at most one stretch of a
    child, so a join to it never doubles a row.
    """
    in_order = "PARTITION BY authority, person_id ORDER BY started_on, until_on ROWS BETWEEN UNBOUNDED PRECEDING AND"
    return f"""
    SELECT authority, person_id, MIN(started_on) AS from_on, MAX(until_on) AS until_on
    FROM (
        SELECT *, SUM(CASE WHEN started_on <= latest_before THEN 0 ELSE 1 END) OVER ({in_order} CURRENT ROW) AS stretch
        FROM (
            SELECT *, MAX(until_on) OVER ({in_order} 1 PRECEDING) AS latest_before
            FROM (
                SELECT DISTINCT authority, person_id, started_on, COALESCE(ended_on, {FAR}) AS until_on
                FROM ({spells}) AS spells
                WHERE NOT person_id IS NULL AND NOT started_on IS NULL
            ) AS dated
        ) AS with_latest
    ) AS numbered
    GROUP BY authority, person_id, stretch"""


def sql_for_obligations(first_length: str, first_unit: str, next_length: str, next_unit: str) -> str:
    """The last part of a WITH RECURSIVE: `obligations`, a row for each visit that a child was owed, in order (B-DUE).

    The first visit is owed some time after the spell starts. A visit made in time moves the clock to the day of the
    latest visit in time, a missed one to the day that was missed, so a child who is never visited is failed once an
    interval. It goes on to the end of the spell, and past the extract's last day to the first that no visit has met yet.

    Wants these before it, all with `authority`:
    `spells` (spell_id, person_id, kind, started_on, ended_on, known_until_on);
    `lengths` (spell_id, from_on, until_on and whatever the arguments name), which cover every day of a spell once, by the
    day that the clock starts from; `visit_gaps` (person_id, kind, visit_on, next_visit_on), with a first gap that begins
    before every visit. The arguments are SQL over `lengths AS n` and the day `{clock}`: how long, and in which unit
    (working_days, calendar_days, weeks or months), to the first visit and to each next one.

    Recursion is portable where each step joins by equality and small ranges, and no outer join is asked for.
    """
    clock = "o.clock_on"
    return f"""first_due AS ({_sql_for_first_due(first_length, first_unit)}),
obligations AS (
    SELECT f.authority, f.spell_id, f.person_id, f.kind, f.started_on, f.ended_on, f.known_until_on,
           CAST(1 AS BIGINT) AS ordinal, f.started_on AS counted_from_on, f.due_on,
           CASE WHEN v.visit_on >= f.started_on THEN v.visit_on END AS met_on,
           CASE WHEN v.visit_on >= f.started_on THEN v.visit_on ELSE f.due_on END AS clock_on
    FROM first_due AS f
    JOIN visit_gaps AS v ON v.authority = f.authority AND v.person_id = f.person_id AND v.kind = f.kind
        AND v.visit_on <= f.due_on AND v.next_visit_on > f.due_on
    WHERE f.ended_on IS NULL OR f.due_on <= f.ended_on
    UNION ALL
    SELECT d.authority, d.spell_id, d.person_id, d.kind, d.started_on, d.ended_on, d.known_until_on,
           d.ordinal, d.counted_from_on, d.due_on,
           CASE WHEN v.visit_on > d.counted_from_on THEN v.visit_on END AS met_on,
           CASE WHEN v.visit_on > d.counted_from_on THEN v.visit_on ELSE d.due_on END AS clock_on
    FROM (
        SELECT o.authority, o.spell_id, o.person_id, o.kind, o.started_on, o.ended_on, o.known_until_on,
               o.ordinal + 1 AS ordinal, o.clock_on AS counted_from_on, o.due_on <= o.known_until_on AS follows_an_owed_one,
               {_sql_for_due(clock, next_length.format(clock=clock), next_unit.format(clock=clock))} AS due_on
        FROM obligations AS o
        JOIN lengths AS n ON n.authority = o.authority AND n.spell_id = o.spell_id
            AND n.from_on <= o.clock_on AND n.until_on > o.clock_on
        JOIN calendar AS k ON k.day = o.clock_on
        JOIN calendar AS w ON w.is_working
            AND w.ordinal = k.ordinal + {_sql_for_working_days(next_length.format(clock=clock), next_unit.format(clock=clock))}
        WHERE o.due_on <= o.known_until_on OR NOT o.met_on IS NULL
    ) AS d
    JOIN visit_gaps AS v ON v.authority = d.authority AND v.person_id = d.person_id AND v.kind = d.kind
        AND v.visit_on <= d.due_on AND v.next_visit_on > d.due_on
    WHERE (d.ended_on IS NULL OR d.due_on <= d.ended_on)
      -- What follows a visit that was made early is still to come, however short its own interval is.
      AND (d.follows_an_owed_one OR d.due_on > d.known_until_on)
)"""


def sql_for_current(owed: str) -> str:
    """The rows of `owed` with `is_current`: the one obligation of an open spell that is to be met next.

    That is the first after the last that was met: where visits were missed since, the one that was missed first. `owed` is a
    SELECT with `spell_id`, `ordinal`, `is_met`, `duty_ended_on`, `excluded_because` and `is_watched`: that visits are owed to
    the child on the last day.
    """
    counts = "excluded_because IS NULL AND ordinal > last_met"
    return f"""
    SELECT *, is_watched AND excluded_because IS NULL AND (duty_ended_on IS NULL OR duty_ended_on > {LAST_DAY})
              AND COALESCE(ordinal = MIN(CASE WHEN {counts} THEN ordinal END) OVER (PARTITION BY authority, spell_id), FALSE)
              AS is_current
    FROM (
        SELECT *, COALESCE(MAX(CASE WHEN is_met THEN ordinal END) OVER (PARTITION BY authority, spell_id), 0) AS last_met
        FROM ({owed}) AS owed
    ) AS met"""


def _sql_for_first_due(length: str, unit: str) -> str:
    """The day on which the first visit of each spell is due."""
    started = "s.started_on"
    length, unit = length.format(clock=started), unit.format(clock=started)
    return f"""
    SELECT s.authority, s.spell_id, s.person_id, s.kind, s.started_on, s.ended_on, s.known_until_on,
           {_sql_for_due(started, length, unit)} AS due_on
    FROM spells AS s
    JOIN lengths AS n ON n.authority = s.authority AND n.spell_id = s.spell_id
        AND n.from_on <= s.started_on AND n.until_on > s.started_on
    JOIN calendar AS k ON k.day = s.started_on
    JOIN calendar AS w ON w.is_working AND w.ordinal = k.ordinal + {_sql_for_working_days(length, unit)}
"""


def _sql_for_working_days(length: str, unit: str) -> str:
    """How many working days to move: none where the unit is another."""
    return f"CASE WHEN {unit} = 'working_days' THEN {length} ELSE 0 END"


def _sql_for_due(clock: str, length: str, unit: str) -> str:
    """The day on which something is due; `w` is the calendar's row of the working day reached."""
    return f"""CASE WHEN {unit} = 'working_days' THEN w.day
                    WHEN {unit} = 'weeks' THEN {clock} + CAST(7 * {length} AS INT)
                    WHEN {unit} = 'months' THEN CAST({clock} + {length} * INTERVAL '1' MONTH AS DATE)
                    ELSE {clock} + CAST({length} AS INT) END"""


def sql_for_good_grade(grade: str, scale: str) -> str:
    """Whether an audit's grade is good or better on the scale of the audit; NULL where nothing was graded.

    `ofsted4` has Outstanding and Good, and yes or met for what is either met or not. `met_good3` has Exceeds and Meets.
    """
    said = f"LOWER(TRIM({grade}))"
    return f"""CASE WHEN {grade} IS NULL THEN CAST(NULL AS BOOLEAN)
            WHEN {scale} = 'met_good3' THEN {said} LIKE 'meet%' OR {said} LIKE 'met%' OR {said} LIKE 'exceed%'
                 OR {said} LIKE 'yes%'
            ELSE {said} IN ('good', 'outstanding', 'yes', 'met') END"""
