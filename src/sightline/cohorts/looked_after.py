"""Children looked after: one row a child at each month end (B-CLA).

A child with a period of care open on the day, under 18, and not on short breaks only. What is known about the child on
that day stands beside it: legal status, placement, visits, health and dental checks. Nothing dated later is used.

When a statutory visit is due follows regulation 28 of the Care Planning Regulations 2010: within a week of a placement's
start; then every six weeks in its first year; after that every three months where it is meant to last until the child is
18, else every six weeks. With parents on an interim care order: weekly until the first review, then every four weeks;
on a care order: within a week of the order or the move, then every six weeks. The setting cla_visit_rule may ask for four
weeks throughout, and `loc_visit_standard` holds what was agreed for a child.
"""

from sightline.cohorts.model import Cohort, Kind, day, number, text, truth, whole

VISITS = ("ssd_cla_visits",)
HEALTH = ("ssd_cla_health",)
PLACED = ("ssd_cla_placement",)

SQL = """
WITH open_periods AS (
    SELECT p.authority, p.person_id, p.record_id AS period_id, p.started_on, s.as_at,
           CASE WHEN AGE(o.dob, s.as_at) >= 18 THEN 'Aged 18 or over.' END AS grown_up,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.person_id, s.as_at
                              ORDER BY p.started_on, p.record_id) AS place
    FROM periods_of_care AS p
    JOIN snapshots AS s ON p.started_on <= s.as_at AND (p.ended_on IS NULL OR p.ended_on > s.as_at)
    LEFT JOIN people AS o ON o.authority = p.authority AND o.person_id = p.person_id
    WHERE p.excluded_because IS NULL AND (o.died_on IS NULL OR o.died_on > s.as_at)
),
legal AS (
    SELECT c.authority, c.period_id, c.as_at, l.lega_legal_status AS legal_status,
           l.lega_legal_status_start_date AS legal_started_on,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.period_id, c.as_at
                              ORDER BY l.lega_legal_status_start_date DESC, l.lega_legal_status_id DESC) AS place
    FROM open_periods AS c
    JOIN ssd_legal_status AS l ON l.authority = c.authority AND l.lega_person_id = c.person_id
        AND l.lega_legal_status_start_date <= c.as_at
        AND (l.lega_legal_status_end_date IS NULL OR l.lega_legal_status_end_date > c.as_at)
),
placed AS (
    SELECT c.authority, c.period_id, c.as_at, l.record_id AS placement_id, l.placement_type, l.provider, l.distance, l.postcode,
           l.started_on AS placement_started_on,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.period_id, c.as_at
                              ORDER BY l.started_on DESC, l.record_id DESC) AS place
    FROM open_periods AS c
    JOIN placements AS l ON l.authority = c.authority AND l.period_id = c.period_id
        AND l.started_on <= c.as_at AND (l.ended_on IS NULL OR l.ended_on > c.as_at)
),
moves AS (
    SELECT c.authority, c.period_id, c.as_at, COUNT(*) AS placements_12m
    FROM open_periods AS c
    JOIN placements AS l ON l.authority = c.authority AND l.person_id = c.person_id
        AND l.started_on <= c.as_at AND (l.ended_on IS NULL OR l.ended_on > ADD_MONTHS(c.as_at, -12))
    GROUP BY c.authority, c.period_id, c.as_at
),
reviewed AS (
    SELECT c.authority, c.period_id, c.as_at, MIN(r.held_on) AS first_review_on, MAX(r.held_on) AS last_review_on
    FROM open_periods AS c
    JOIN cla_reviews AS r ON r.authority = c.authority AND r.period_id = c.period_id
        AND r.excluded_because IS NULL AND r.held_on <= c.as_at
    GROUP BY c.authority, c.period_id, c.as_at
),
checks AS (
    SELECT authority, clah_person_id AS person_id, clah_health_check_date AS checked_on,
           CASE WHEN UPPER(clah_health_check_type) LIKE '%DENTAL%' THEN 'dental'
                WHEN UPPER(clah_health_check_type) = 'HEALTH'
                     OR UPPER(clah_health_check_type) LIKE '%HEALTH ASSESSMENT%' THEN 'health' END AS kind
    FROM ssd_cla_health
    WHERE clah_health_check_status IS NULL OR UPPER(TRIM(clah_health_check_status)) = 'COMPLETED'
),
healthy AS (
    SELECT c.authority, c.period_id, c.as_at,
           MAX(CASE WHEN h.kind = 'health' THEN h.checked_on END) AS last_health_assessment_on,
           MAX(CASE WHEN h.kind = 'dental' THEN h.checked_on END) AS last_dental_check_on,
           COUNT(DISTINCT CASE WHEN h.kind = 'health' AND h.checked_on > ADD_MONTHS(c.as_at, -12)
                               THEN h.checked_on END) AS health_assessments_12m
    FROM open_periods AS c
    JOIN checks AS h ON h.authority = c.authority AND h.person_id = c.person_id AND h.checked_on <= c.as_at
    WHERE NOT h.kind IS NULL
    GROUP BY c.authority, c.period_id, c.as_at
),
intended AS (
    SELECT c.authority, c.period_id, c.as_at, COUNT(*) AS plans
    FROM open_periods AS c
    JOIN ssd_cla_care_plan AS l ON l.authority = c.authority AND l.lacp_person_id = c.person_id
        AND (l.lacp_cla_care_plan_start_date IS NULL OR l.lacp_cla_care_plan_start_date <= c.as_at)
        AND (l.lacp_cla_care_plan_end_date IS NULL OR l.lacp_cla_care_plan_end_date > c.as_at)
    WHERE HAS_FLAG(l.lacp_cla_care_plan_json_true, 'LTFOST18') OR HAS_FLAG(l.lacp_cla_care_plan_json_true, 'LTRELFR')
    GROUP BY c.authority, c.period_id, c.as_at
),
spells AS (
    SELECT c.*, l.legal_status, l.legal_started_on, p.placement_id, p.placement_type, p.provider, p.distance, p.postcode,
           p.placement_started_on, v.first_review_on, v.last_review_on,
           CASE WHEN p.placement_type = 'P1' AND l.legal_status IN ('C1', 'C2') THEN TRUE ELSE FALSE END AS home_on_order,
           CASE WHEN p.placement_type = 'P1' AND l.legal_status IN ('C1', 'C2')
                     AND l.legal_started_on > p.placement_started_on THEN l.legal_started_on
                ELSE p.placement_started_on END AS visits_from_on,
           COALESCE(i.plans, 0) > 0 OR COALESCE(p.placement_type IN ('U1', 'U4'), FALSE) AS meant_to_last
    FROM open_periods AS c
    LEFT JOIN legal AS l ON l.authority = c.authority AND l.period_id = c.period_id AND l.as_at = c.as_at AND l.place = 1
    LEFT JOIN placed AS p ON p.authority = c.authority AND p.period_id = c.period_id AND p.as_at = c.as_at AND p.place = 1
    LEFT JOIN reviewed AS v ON v.authority = c.authority AND v.period_id = c.period_id AND v.as_at = c.as_at
    LEFT JOIN intended AS i ON i.authority = c.authority AND i.period_id = c.period_id AND i.as_at = c.as_at
),
visited AS (
    SELECT s.authority, s.period_id, s.as_at, MAX(v.clav_cla_visit_date) AS last_visit_on
    FROM spells AS s
    JOIN ssd_cla_visits AS v ON v.authority = s.authority AND v.clav_person_id = s.person_id
        AND v.clav_cla_visit_seen AND v.clav_cla_visit_date <= s.as_at AND v.clav_cla_visit_date >= s.visits_from_on
    GROUP BY s.authority, s.period_id, s.as_at
),
known AS (
    SELECT s.*, v.last_visit_on,
           CASE WHEN s.visits_from_on IS NULL THEN CAST(NULL AS DATE)
                WHEN v.last_visit_on IS NULL THEN ADD_DAYS(s.visits_from_on, 7)
                WHEN SETTING('cla_visit_rule', s.as_at) = 'local_4w' THEN ADD_DAYS(v.last_visit_on, 28)
                WHEN s.home_on_order AND s.legal_status = 'C1' AND s.first_review_on <= v.last_visit_on
                    THEN ADD_DAYS(v.last_visit_on, 28)
                WHEN s.home_on_order AND s.legal_status = 'C1' THEN ADD_DAYS(v.last_visit_on, 7)
                WHEN s.home_on_order THEN ADD_DAYS(v.last_visit_on, 42)
                WHEN ADD_DAYS(v.last_visit_on, 42) <= ADD_MONTHS(s.placement_started_on, 12)
                    THEN ADD_DAYS(v.last_visit_on, 42)
                WHEN s.meant_to_last THEN ADD_MONTHS(v.last_visit_on, 3)
                ELSE ADD_DAYS(v.last_visit_on, 42) END AS next_visit_due_on
    FROM spells AS s
    LEFT JOIN visited AS v ON v.authority = s.authority AND v.period_id = s.period_id AND v.as_at = s.as_at
)
SELECT k.authority, k.person_id, k.period_id AS record_id, k.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN NOT k.grown_up IS NULL THEN k.grown_up
            WHEN k.legal_status IN ('V3', 'V4') THEN 'On short breaks only.'
            WHEN k.place > 1 THEN 'The child has another period of care open, which counts once.'
       END AS excluded_because,
       k.started_on, k.legal_status, k.legal_started_on, k.placement_id, k.placement_type, k.provider, k.distance,
       k.placement_started_on, COALESCE(m.placements_12m, 0) AS placements_12m,
       k.first_review_on, k.last_review_on, k.last_visit_on, k.next_visit_due_on, k.meant_to_last,
       h.last_health_assessment_on, COALESCE(h.health_assessments_12m, 0) AS health_assessments_12m, h.last_dental_check_on
FROM known AS k
LEFT JOIN moves AS m ON m.authority = k.authority AND m.period_id = k.period_id AND m.as_at = k.as_at
LEFT JOIN healthy AS h ON h.authority = k.authority AND h.period_id = k.period_id AND h.as_at = k.as_at
"""

COHORT = Cohort(
    name="looked_after",
    title="Children looked after",
    row="A child looked after on the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "legal_status": text("the legal status in force, as a code of the SSDA903", needs=("ssd_legal_status",)),
        "legal_started_on": day("the day on which that legal status began", needs=("ssd_legal_status",)),
        "placement_id": text("the placement the child is in", needs=PLACED),
        "placement_type": text("the kind of placement, as a code of the SSDA903", needs=PLACED),
        "provider": text("who provides the placement, PR0 to PR5", needs=PLACED),
        "distance": number("miles from home to the placement", needs=PLACED),
        "placement_started_on": day("the day on which the placement started", needs=PLACED),
        "placements_12m": whole("placements in the twelve months to the day, the one open at their start included", needs=PLACED),
        "first_review_on": day("the first review of the period of care", needs=("ssd_cla_reviews",)),
        "last_review_on": day("the latest review", needs=("ssd_cla_reviews",)),
        "last_visit_on": day("the latest statutory visit in the placement in which the child was seen", needs=VISITS),
        "next_visit_due_on": day("the day by which the next statutory visit is due", needs=(*VISITS, *PLACED)),
        "meant_to_last": truth("the placement is meant to last until the child is 18"),
        "last_health_assessment_on": day("the latest completed health assessment", needs=HEALTH),
        "health_assessments_12m": whole("days with a completed health assessment in the twelve months", needs=HEALTH),
        "last_dental_check_on": day("the latest completed dental check", needs=HEALTH),
    },
    dates=(),
    reads=("periods_of_care", "placements", "cla_reviews"),
    breakdowns={"legal_status": "legal_status", "placement_type": "placement_type"},
    allocated=True,
    needs=("ssd_cla_episodes",),
)
