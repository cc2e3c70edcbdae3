"""Visits that children looked after were owed: one row a visit due (B-DUE, regulation 28 of the Care Planning Regulations).

A spell of visits is one placement. The first visit is owed within a week of its start; then one every six weeks in the first
year of the placement; after that every three months where the placement is meant to last until the child is 18, else every
six weeks. With parents on an interim care order: weekly until the first review, then every four weeks; on a care order:
within a week of the order or the move, then every six weeks; a new spell starts when the status turns into one of the two.
The setting cla_visit_rule may ask for four weeks throughout. `loc_visit_standard` holds what was agreed for a child or a unit
(`cla`, or `cla_pwp` with parents). What holds is looked up on the day from which the clock runs.

The duty ends with the placement, the period of care, the eighteenth birthday or the death of the child. A row whose due date
lies past the last day of the extract is what comes next, and is not counted yet.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole
from sightline.cohorts.shared_sql import (
    AGREED_VISITS,
    FAR,
    LAST_DAY,
    LAST_DAY_AS_CHILD,
    SEEN_VISITS,
    sql_for_current,
    sql_for_obligations,
)

FOUR_WEEKLY = "SETTING('cla_visit_rule', {clock}) = 'local_4w'"
LONG_TERM = "n.meant_to_last AND {clock} + 42 > ADD_MONTHS(n.placement_started_on, 12)"
OBLIGATIONS = sql_for_obligations(
    first_length="COALESCE(n.first_length, 7)",
    first_unit="CASE WHEN n.first_length IS NULL THEN 'calendar_days' ELSE n.first_unit END",
    next_length=f"""CASE WHEN NOT n.next_length IS NULL THEN n.next_length WHEN {FOUR_WEEKLY} THEN 28
                         WHEN n.status_at_home = 'C1' AND n.first_review_on <= {{clock}} THEN 28
                         WHEN n.status_at_home = 'C1' THEN 7
                         WHEN n.status_at_home IS NULL AND {LONG_TERM} THEN 3 ELSE 42 END""",
    next_unit=f"""CASE WHEN NOT n.next_length IS NULL THEN n.next_unit WHEN {FOUR_WEEKLY} THEN 'calendar_days'
                       WHEN n.status_at_home IS NULL AND {LONG_TERM} THEN 'months' ELSE 'calendar_days' END""",
)

OWED = """
SELECT o.authority, o.person_id, o.spell_id, o.spell_id || ' visit ' || CAST(o.ordinal AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN l.legal_status IN ('V3', 'V4') THEN 'The child was on short breaks on the day.' END AS excluded_because,
       s.period_id, s.placement_type, s.placement_type = 'P1' AS with_parents, o.started_on AS counted_first_from_on,
       o.ended_on AS duty_ended_on, o.ordinal, o.counted_from_on, o.due_on, o.met_on, NOT o.met_on IS NULL AS is_met,
       o.due_on > o.known_until_on AS is_to_come,
       NOT COALESCE(l_now.legal_status IN ('V3', 'V4'), FALSE) AS is_watched
FROM obligations AS o
JOIN spells AS s ON s.authority = o.authority AND s.spell_id = o.spell_id
LEFT JOIN legal_statuses AS l ON l.authority = o.authority AND l.person_id = o.person_id
    AND l.from_on <= o.due_on AND (l.until_on IS NULL OR l.until_on > o.due_on)
LEFT JOIN legal_statuses AS l_now ON l_now.authority = o.authority AND l_now.person_id = o.person_id
    AND l_now.from_on <= o.known_until_on AND (l_now.until_on IS NULL OR l_now.until_on > o.known_until_on)
"""

SQL = f"""
WITH RECURSIVE lived AS (
    SELECT l.authority, l.person_id, l.period_id, l.number_in_period, l.placement_type, l.started_on AS placement_started_on,
           CASE WHEN l.started_on > p.started_on THEN l.started_on ELSE p.started_on END AS started_on,
           CASE WHEN l.ended_on < COALESCE(p.ended_on, {FAR}) THEN l.ended_on ELSE p.ended_on END AS ended_on
    FROM placements AS l
    JOIN periods_of_care AS p ON p.authority = l.authority AND p.record_id = l.period_id
),
starts AS (
    SELECT *, started_on AS from_on FROM lived
    UNION
    SELECT v.*, l.turned_on AS from_on
    FROM lived AS v
    JOIN legal_statuses AS l ON l.authority = v.authority AND l.person_id = v.person_id
        AND l.turned_on > v.started_on AND (v.ended_on IS NULL OR l.turned_on < v.ended_on)
    WHERE v.placement_type = 'P1' AND l.legal_status IN ('C1', 'C2') AND l.turned_on <= {LAST_DAY}
),
parts AS (
    SELECT *, LEAD(from_on) OVER (PARTITION BY authority, period_id, number_in_period ORDER BY from_on) AS next_from_on
    FROM starts
),
spells AS (
    SELECT p.authority, p.person_id, p.period_id, p.number_in_period, p.placement_started_on, p.placement_type,
           CASE WHEN p.placement_type = 'P1' AND l.legal_status IN ('C1', 'C2') THEN l.legal_status END AS status_at_home,
           CASE WHEN p.placement_type = 'P1' AND l.legal_status IN ('C1', 'C2') THEN 'cla_pwp' ELSE 'cla' END AS kind,
           p.period_id || '/' || CAST(p.number_in_period AS VARCHAR) || '/' || CAST(p.from_on AS VARCHAR) AS spell_id,
           p.from_on AS started_on, LEAST(COALESCE(p.next_from_on, p.ended_on), {LAST_DAY_AS_CHILD.format(dob="o.dob")},
                                          ADD_DAYS(o.died_on, -1)) AS ended_on,
           {LAST_DAY} AS known_until_on
    FROM parts AS p
    LEFT JOIN people AS o ON o.authority = p.authority AND o.person_id = p.person_id
    LEFT JOIN legal_statuses AS l ON l.authority = p.authority AND l.person_id = p.person_id
        AND l.from_on <= p.from_on AND (l.until_on IS NULL OR l.until_on > p.from_on)
),
seen AS ({SEEN_VISITS}),
visits AS (
    SELECT DISTINCT v.authority, v.person_id, k.kind, v.visit_on
    FROM seen AS v
    CROSS JOIN (SELECT 'cla' AS kind UNION ALL SELECT 'cla_pwp' AS kind) AS k
    WHERE v.kind = 'cla' AND v.visit_on <= {LAST_DAY}
    UNION ALL
    SELECT DISTINCT authority, person_id, kind, DATE '1900-01-01' AS visit_on FROM spells
),
visit_gaps AS (
    SELECT authority, person_id, kind, visit_on,
           COALESCE(LEAD(visit_on) OVER (PARTITION BY authority, person_id, kind ORDER BY visit_on), {FAR}) AS next_visit_on
    FROM visits
),
{AGREED_VISITS},
-- Plans under which the child is to stay where they are until 18.
lasting AS (
    SELECT s.authority, s.spell_id, c.lacp_cla_care_plan_start_date AS from_on,
           COALESCE(c.lacp_cla_care_plan_end_date, {FAR}) AS until_on
    FROM spells AS s
    JOIN ssd_cla_care_plan AS c ON c.authority = s.authority AND c.lacp_person_id = s.person_id
    WHERE NOT c.lacp_cla_care_plan_start_date IS NULL
      AND (HAS_FLAG(c.lacp_cla_care_plan_json_true, 'LTFOST18') OR HAS_FLAG(c.lacp_cla_care_plan_json_true, 'LTRELFR'))
    UNION ALL
    SELECT s.authority, s.spell_id, r.started_on AS from_on, COALESCE(r.followed_on, {FAR}) AS until_on
    FROM spells AS s
    JOIN placement_rows AS r ON r.authority = s.authority AND r.period_id = s.period_id
        AND r.number_in_period = s.number_in_period AND r.placement_type IN ('U1', 'U4')
),
-- Between two neighbouring points nothing changes of what was agreed or meant.
points AS (
    SELECT authority, spell_id, DATE '1900-01-01' AS from_on FROM spells
    UNION
    SELECT authority, spell_id, from_on FROM agreed
    UNION
    SELECT authority, spell_id, until_on AS from_on FROM agreed WHERE until_on < {FAR}
    UNION
    SELECT authority, spell_id, from_on FROM lasting
    UNION
    SELECT authority, spell_id, until_on AS from_on FROM lasting WHERE until_on < {FAR}
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
meant AS (
    SELECT DISTINCT p.authority, p.spell_id, p.from_on
    FROM spans AS p
    JOIN lasting AS l ON l.authority = p.authority AND l.spell_id = p.spell_id
        AND l.from_on <= p.from_on AND l.until_on > p.from_on
),
first_reviews AS (
    SELECT authority, period_id, MIN(held_on) AS held_on FROM cla_reviews
    WHERE excluded_because IS NULL GROUP BY authority, period_id
),
lengths AS (
    SELECT r.authority, r.spell_id, r.from_on, r.until_on, r.first_length, r.first_unit, r.next_length, r.next_unit,
           NOT m.spell_id IS NULL AS meant_to_last, s.status_at_home, s.placement_started_on, v.held_on AS first_review_on
    FROM ranked AS r
    JOIN spells AS s ON s.authority = r.authority AND s.spell_id = r.spell_id
    LEFT JOIN meant AS m ON m.authority = r.authority AND m.spell_id = r.spell_id AND m.from_on = r.from_on
    LEFT JOIN first_reviews AS v ON v.authority = s.authority AND v.period_id = s.period_id
    WHERE r.place = 1
),
{OBLIGATIONS}
{sql_for_current(OWED)}
"""

COHORT = Cohort(
    name="cla_visit_obligations",
    title="Visits owed to children looked after",
    row="A visit that a child looked after was owed by a day.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "period_id": text("the period of care"),
        "placement_type": text(
            "the kind of placement, as a code of the SSDA903", needs=("ssd_cla_placement.clap_cla_placement_type",)
        ),
        "with_parents": truth(
            "the child was placed with parents, or others with parental responsibility",
            needs=("ssd_cla_placement.clap_cla_placement_type",),
        ),
        "counted_first_from_on": day("the day on which the placement, or the order with parents, started"),
        "duty_ended_on": day("the day on which the duty to visit under it ended"),
        "ordinal": whole("1 for the first visit owed"),
        "counted_from_on": day("the day from which the interval ran: the start, the last visit in time or a missed due date"),
        "due_on": day("the last day on which the visit was in time"),
        "met_on": day("the latest visit in time; empty where the visit was missed or is to come"),
        "is_met": truth("the child was seen in time"),
        "is_to_come": truth("due after the last day that the extract describes"),
        "is_current": truth("the obligation of an open spell that is to be met next, or was missed first since the last visit"),
    },
    dates=("due_on",),
    reads=("periods_of_care", "placements", "placement_rows", "cla_reviews"),
    allocated=True,
    needs=("ssd_cla_episodes", "ssd_cla_placement", "ssd_cla_visits"),
    doubtful_without=("ssd_legal_status", "ssd_cla_reviews", "ssd_cla_care_plan"),
    breakdowns={"placement_type": "placement_type"},
)
