"""Visits that children on plans were owed: one row a visit due under a child protection or child in need plan (B-DUE).

The interval is the authority's setting, unless `loc_visit_standard` holds one for the child, or for the unit whose team the
child is allocated to; what holds is looked up on the day from which the clock runs. A child protection visit has to be one
of its own kind; a child in need visit may be of any kind. The child has to be seen. The duty ends with the plan, or with
the death of the child; a visit due on the last day is still owed.

A row whose due date lies past the last day of the extract is what comes next, and is not counted yet. Child in need visits
are not owed as such while the child is on a child protection plan or looked after: those rows are kept but do not count.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole
from sightline.cohorts.shared_sql import (
    AGREED_VISITS,
    FAR,
    LAST_DAY,
    SEEN_VISITS,
    sql_for_current,
    sql_for_obligations,
    sql_for_stretches,
)


def sql_for_setting_length(key: str) -> str:
    """The number in a setting such as `10 WD`."""
    return f"CAST(REPLACE(REPLACE(SETTING('{key}', {{clock}}), ' WD', ''), ' d', '') AS BIGINT)"


def sql_for_setting_unit(key: str) -> str:
    """The unit of a setting such as `10 WD`."""
    return f"CASE WHEN SETTING('{key}', {{clock}}) LIKE '%WD' THEN 'working_days' ELSE 'calendar_days' END"


KIND = "n.kind"
OBLIGATIONS = sql_for_obligations(
    first_length=f"""COALESCE(n.first_length, CASE WHEN {KIND} = 'cin' THEN SETTING('cin_first_visit_wd', {{clock}})
                        ELSE {sql_for_setting_length("cp_first_visit")} END)""",
    first_unit=f"""CASE WHEN NOT n.first_length IS NULL THEN n.first_unit WHEN {KIND} = 'cin' THEN 'working_days'
                        ELSE {sql_for_setting_unit("cp_first_visit")} END""",
    next_length=f"""COALESCE(n.next_length, CASE WHEN {KIND} = 'cin' THEN SETTING('cin_visit_wd', {{clock}})
                        ELSE {sql_for_setting_length("cp_visit_interval")} END)""",
    next_unit=f"""CASE WHEN NOT n.next_length IS NULL THEN n.next_unit WHEN {KIND} = 'cin' THEN 'working_days'
                        ELSE {sql_for_setting_unit("cp_visit_interval")} END""",
)

# A plan dated after the extract's last day has not begun.
CP_PLANS = f"SELECT * FROM plans WHERE kind = 'cp' AND NOT for_other_authority AND started_on <= {LAST_DAY}"

# The obligations are named once, because some engines work a recursion out again for every place that reads it.
OWED = """
SELECT o.authority, o.person_id, o.spell_id, o.spell_id || ' visit ' || CAST(o.ordinal AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN s.for_other_authority THEN 'The plan is held for another authority.'
            WHEN NOT p.person_id IS NULL THEN 'The child was on a child protection plan on the day.'
            WHEN NOT c.person_id IS NULL AND (h.dob IS NULL OR AGE(h.dob, o.due_on) < 18)
                AND NOT COALESCE(l.legal_status IN ('V3', 'V4'), FALSE) THEN 'The child was looked after on the day.'
       END AS excluded_because,
       o.kind AS plan_type, s.plan_id, o.started_on AS plan_started_on, o.ended_on AS duty_ended_on, o.ordinal,
       o.counted_from_on, o.due_on, o.met_on, NOT o.met_on IS NULL AS is_met, o.due_on > o.known_until_on AS is_to_come,
       p_now.person_id IS NULL AND c_now.person_id IS NULL AS is_watched
FROM obligations AS o
JOIN spells AS s ON s.authority = o.authority AND s.spell_id = o.spell_id
LEFT JOIN people AS h ON h.authority = o.authority AND h.person_id = o.person_id
LEFT JOIN on_cp_plan AS p ON p.authority = o.authority AND p.person_id = o.person_id AND o.kind = 'cin'
    AND p.from_on <= o.due_on AND p.until_on > o.due_on
LEFT JOIN in_care AS c ON c.authority = o.authority AND c.person_id = o.person_id AND o.kind = 'cin'
    AND c.from_on <= o.due_on AND c.until_on > o.due_on
LEFT JOIN legal_statuses AS l ON l.authority = o.authority AND l.person_id = o.person_id AND o.kind = 'cin'
    AND l.from_on <= o.due_on AND (l.until_on IS NULL OR l.until_on > o.due_on)
LEFT JOIN on_cp_plan AS p_now ON p_now.authority = o.authority AND p_now.person_id = o.person_id AND o.kind = 'cin'
    AND p_now.from_on <= o.known_until_on AND p_now.until_on > o.known_until_on
LEFT JOIN in_care_now AS c_now ON c_now.authority = o.authority AND c_now.person_id = o.person_id AND o.kind = 'cin'
"""

SQL = f"""
WITH RECURSIVE plans AS (
    SELECT authority, 'cp' AS kind, cppl_cp_plan_id AS plan_id, cppl_person_id AS person_id,
           cppl_cp_plan_start_date AS started_on, cppl_cp_plan_end_date AS ended_on,
           COALESCE(cppl_cp_plan_ola, FALSE) AS for_other_authority
    FROM ssd_cp_plans
    UNION ALL
    SELECT authority, 'cin' AS kind, cinp_cin_plan_id AS plan_id, cinp_person_id AS person_id,
           cinp_cin_plan_start_date AS started_on, cinp_cin_plan_end_date AS ended_on, FALSE AS for_other_authority
    FROM ssd_cin_plans
),
spells AS (
    SELECT p.authority, p.kind, p.kind || ' ' || p.plan_id AS spell_id, p.plan_id, p.person_id, p.started_on,
           CASE WHEN h.died_on <= COALESCE(p.ended_on, {FAR}) THEN ADD_DAYS(h.died_on, -1) ELSE p.ended_on END AS ended_on,
           p.for_other_authority, {LAST_DAY} AS known_until_on
    FROM plans AS p
    LEFT JOIN people AS h ON h.authority = p.authority AND h.person_id = p.person_id
    WHERE NOT p.person_id IS NULL AND p.started_on <= {LAST_DAY}
),
seen AS ({SEEN_VISITS}),
visits AS (
    SELECT DISTINCT authority, person_id, 'cin' AS kind, visit_on FROM seen
    UNION ALL
    SELECT DISTINCT authority, person_id, kind, visit_on FROM seen WHERE kind = 'cp'
    UNION ALL
    SELECT DISTINCT authority, person_id, kind, DATE '1900-01-01' AS visit_on FROM spells
),
visit_gaps AS (
    SELECT authority, person_id, kind, visit_on,
           COALESCE(LEAD(visit_on) OVER (PARTITION BY authority, person_id, kind ORDER BY visit_on), {FAR}) AS next_visit_on
    FROM visits
    WHERE visit_on <= {LAST_DAY}
),
{AGREED_VISITS},
-- Between two neighbouring starts or ends nothing that was agreed changes.
points AS (
    SELECT authority, spell_id, DATE '1900-01-01' AS from_on FROM spells
    UNION
    SELECT authority, spell_id, from_on FROM agreed
    UNION
    SELECT authority, spell_id, until_on AS from_on FROM agreed WHERE until_on < {FAR}
),
spans AS (
    SELECT authority, spell_id, from_on,
           COALESCE(LEAD(from_on) OVER (PARTITION BY authority, spell_id ORDER BY from_on), {FAR}) AS until_on
    FROM points
),
ranked AS (
    SELECT p.authority, p.spell_id, p.from_on, p.until_on, g.first_length, g.first_unit, g.next_length, g.next_unit,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.spell_id, p.from_on
                              ORDER BY g.rank, g.agreed_on DESC, g.next_length, g.next_unit) AS place
    FROM spans AS p
    LEFT JOIN agreed AS g ON g.authority = p.authority AND g.spell_id = p.spell_id
        AND g.from_on <= p.from_on AND g.until_on > p.from_on
),
lengths AS (
    SELECT r.authority, r.spell_id, s.kind, r.from_on, r.until_on, r.first_length, r.first_unit, r.next_length, r.next_unit
    FROM ranked AS r
    JOIN spells AS s ON s.authority = r.authority AND s.spell_id = r.spell_id
    WHERE r.place = 1
),
{OBLIGATIONS},
on_cp_plan AS ({sql_for_stretches(CP_PLANS)}),
in_care AS ({sql_for_stretches("SELECT * FROM periods_of_care WHERE excluded_because IS NULL")}),
in_care_now AS (
    SELECT c.authority, c.person_id
    FROM in_care AS c
    LEFT JOIN people AS h ON h.authority = c.authority AND h.person_id = c.person_id
    LEFT JOIN legal_statuses AS l ON l.authority = c.authority AND l.person_id = c.person_id
        AND l.from_on <= {LAST_DAY} AND (l.until_on IS NULL OR l.until_on > {LAST_DAY})
    WHERE c.from_on <= {LAST_DAY} AND c.until_on > {LAST_DAY} AND (h.dob IS NULL OR AGE(h.dob, {LAST_DAY}) < 18)
      AND NOT COALESCE(l.legal_status IN ('V3', 'V4'), FALSE)
)
{sql_for_current(OWED)}
"""

COHORT = Cohort(
    name="visit_obligations",
    title="Visits owed to children on plans",
    row="A visit that a child on a plan was owed by a day.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "plan_type": text("cp for a child protection plan, cin for a child in need plan"),
        "plan_id": text("the plan"),
        "plan_started_on": day("the day on which the plan started"),
        "duty_ended_on": day("the day on which the plan ended, or the child died"),
        "ordinal": whole("1 for the first visit owed under the plan"),
        "counted_from_on": day(
            "the day from which the interval ran: the plan's start, the last visit in time or a missed due date"
        ),
        "due_on": day("the last day on which the visit was in time"),
        "met_on": day("the latest visit in time; empty where the visit was missed or is to come"),
        "is_met": truth("the child was seen in time"),
        "is_to_come": truth("due after the last day that the extract describes"),
        "is_current": truth("the obligation of an open spell that is to be met next, or was missed first since the last visit"),
    },
    dates=("due_on",),
    reads=("periods_of_care",),
    allocated=True,
    breakdowns={"plan_type": "plan_type"},
    doubtful_without=("ssd_cp_plans", "ssd_cla_episodes", "ssd_legal_status"),
)
