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
from sightline.cohorts.shared_sql import sql_for_latest_by_month

VISITS = ("ssd_cla_visits",)
HEALTH = ("ssd_cla_health",)
PLACED = ("ssd_cla_placement",)
LEGAL = ("ssd_legal_status",)
AREA = ("ssd_cla_placement", "loc_postcode_la")

ASSESSED = sql_for_latest_by_month(
    "SELECT authority, cina_person_id AS person_id, cina_assessment_auth_date AS happened_on FROM ssd_cin_assessments "
    "WHERE NOT cina_assessment_start_date IS NULL AND NOT cina_assessment_auth_date IS NULL"
)

SQL = f"""
WITH open_periods AS (
    SELECT p.authority, p.person_id, p.record_id AS period_id, p.started_on, s.as_at, s.month,
           CASE WHEN AGE(o.dob, s.as_at) >= 18 THEN 'Aged 18 or over.' END AS grown_up,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.person_id, s.as_at
                              ORDER BY p.started_on, p.record_id) AS place
    FROM periods_of_care AS p
    JOIN snapshots AS s ON p.started_on <= s.as_at AND (p.ended_on IS NULL OR p.ended_on > s.as_at)
    LEFT JOIN people AS o ON o.authority = p.authority AND o.person_id = p.person_id
    WHERE p.excluded_because IS NULL AND (o.died_on IS NULL OR o.died_on > s.as_at)
),
placed AS (
    SELECT c.authority, c.period_id, c.as_at, l.placement_id, l.placement_type, l.provider, l.distance, l.postcode,
           l.number_in_period, l.placement_started_on,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.period_id, c.as_at
                              ORDER BY l.number_in_period DESC) AS place
    FROM open_periods AS c
    JOIN placement_rows AS l ON l.authority = c.authority AND l.period_id = c.period_id
        AND l.started_on <= c.as_at AND (l.ended_on IS NULL OR l.ended_on > c.as_at)
        AND (l.followed_on IS NULL OR l.followed_on > c.as_at)
),
-- Adopters often begin as the child's foster carers elsewhere: the placement before theirs counts with it.
before_adopters AS (
    SELECT p.authority, p.period_id, p.as_at, MAX(l.placement_started_on) AS started_on
    FROM placed AS p
    JOIN placement_rows AS l ON l.authority = p.authority AND l.period_id = p.period_id
        AND l.placement_started_on < p.placement_started_on
    WHERE p.place = 1 AND p.placement_type IN ('A3', 'A4', 'A5', 'A6')
    GROUP BY p.authority, p.period_id, p.as_at
),
moves AS (
    -- Two periods of care may share a placement; the child lived there once.
    SELECT authority, period_id, as_at,
           COUNT(DISTINCT CASE WHEN ended_on IS NULL OR ended_on > ADD_MONTHS(as_at, -12) THEN placement END) AS in_12_months,
           COUNT(DISTINCT CASE WHEN ended_on IS NULL OR ended_on >= year_first_on THEN placement END) AS in_year,
           MAX(number_in_period) AS in_period
    FROM (
        SELECT c.authority, c.period_id, c.as_at, l.first_placement_id AS placement, l.ended_on,
               CASE WHEN l.period_id = c.period_id THEN l.number_in_period END AS number_in_period,
               ADD_MONTHS(ADD_DAYS(c.as_at, 1 - CAST(EXTRACT(DAY FROM c.as_at) AS INT)),
                          -CAST((EXTRACT(MONTH FROM c.as_at) + 8) % 12 AS INT)) AS year_first_on
        FROM open_periods AS c
        JOIN placement_rows AS l ON l.authority = c.authority AND l.person_id = c.person_id
            AND l.period_started_on <= c.as_at AND l.started_on <= c.as_at
            AND (l.followed_on IS NULL OR l.followed_on > c.as_at)
    ) AS lived
    GROUP BY authority, period_id, as_at
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
                WHEN UPPER(clah_health_check_type) LIKE '%DEVELOPMENT%' THEN CAST(NULL AS VARCHAR)
                WHEN UPPER(TRIM(clah_health_check_type)) = 'HEALTH'
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
assessed AS ({ASSESSED}),
-- Each worker once, who was the child's for long enough by the day: an introduction is no relationship.
workers AS (
    SELECT c.authority, c.period_id, c.as_at, COUNT(DISTINCT i.worker) AS workers
    FROM open_periods AS c
    JOIN allocated_involvements AS i ON i.authority = c.authority AND i.person_id = c.person_id
        AND ADD_DAYS(i.from_on, SETTING('sw_min_days', c.as_at)) <= c.as_at
        AND (i.until_on IS NULL OR i.until_on > ADD_MONTHS(c.as_at, -12))
        AND (i.until_on IS NULL OR i.until_on >= ADD_DAYS(i.from_on, SETTING('sw_min_days', c.as_at)))
    GROUP BY c.authority, c.period_id, c.as_at
),
unaccompanied AS (
    SELECT authority, immi_person_id AS person_id, immi_immigration_status_start_date AS from_on,
           immi_immigration_status_end_date AS until_on
    FROM ssd_immigration_status
    WHERE UPPER(immi_immigration_status) LIKE 'UASC%' OR UPPER(immi_immigration_status) LIKE '%UNACCOMPANIED%'
),
alone AS (
    SELECT DISTINCT c.authority, c.period_id, c.as_at
    FROM open_periods AS c
    JOIN unaccompanied AS u ON u.authority = c.authority AND u.person_id = c.person_id
        AND (u.from_on IS NULL OR u.from_on <= c.as_at) AND (u.until_on IS NULL OR u.until_on > c.as_at)
),
areas AS (
    SELECT l.authority, UPPER(REPLACE(l.postcode, ' ', '')) AS postcode,
           MAX(CASE WHEN o.area_code IS NULL THEN 1 ELSE 0 END) AS is_outside
    FROM loc_postcode_la AS l
    LEFT JOIN own_areas AS o ON o.authority = l.authority AND o.area_code = l.la_code
    -- Where nobody said whose store it is, nobody can say what lies outside.
    WHERE NOT l.la_code IS NULL AND l.authority <> 'local'
    GROUP BY l.authority, UPPER(REPLACE(l.postcode, ' ', ''))
),
spells AS (
    SELECT c.*, l.legal_status, l.turned_on AS legal_started_on, p.placement_id, p.placement_type, p.provider, p.distance,
           p.postcode, p.number_in_period, p.placement_started_on, v.first_review_on, v.last_review_on,
           CASE WHEN p.placement_started_on >= c.started_on THEN p.placement_started_on
                WHEN NOT p.placement_started_on IS NULL THEN c.started_on END AS placed_from_on
    FROM open_periods AS c
    LEFT JOIN legal_statuses AS l ON l.authority = c.authority AND l.person_id = c.person_id
        AND l.from_on <= c.as_at AND (l.until_on IS NULL OR l.until_on > c.as_at)
    LEFT JOIN placed AS p ON p.authority = c.authority AND p.period_id = c.period_id AND p.as_at = c.as_at AND p.place = 1
    LEFT JOIN reviewed AS v ON v.authority = c.authority AND v.period_id = c.period_id AND v.as_at = c.as_at
),
-- With parents, a new spell of visits begins on the day on which the status turned into a care order of either kind.
turned AS (
    SELECT s.authority, s.period_id, s.as_at, MAX(l.turned_on) AS order_turned_on
    FROM spells AS s
    JOIN legal_statuses AS l ON l.authority = s.authority AND l.person_id = s.person_id
        AND l.legal_status IN ('C1', 'C2') AND l.turned_on > s.placed_from_on AND l.turned_on <= s.as_at
    WHERE s.placement_type = 'P1'
    GROUP BY s.authority, s.period_id, s.as_at
),
started AS (
    SELECT s.*, COALESCE(t.order_turned_on, s.placed_from_on) AS visits_from_on
    FROM spells AS s
    LEFT JOIN turned AS t ON t.authority = s.authority AND t.period_id = s.period_id AND t.as_at = s.as_at
),
visited AS (
    SELECT s.authority, s.period_id, s.as_at, MAX(v.clav_cla_visit_date) AS last_visit_on
    FROM started AS s
    JOIN ssd_cla_visits AS v ON v.authority = s.authority AND v.clav_person_id = s.person_id
        AND v.clav_cla_visit_seen AND v.clav_cla_visit_date <= s.as_at AND v.clav_cla_visit_date >= s.visits_from_on
    GROUP BY s.authority, s.period_id, s.as_at
),
anchored AS (
    SELECT s.*, v.last_visit_on, COALESCE(v.last_visit_on, s.visits_from_on) AS anchor_on,
           CASE WHEN s.placement_type = 'P1' THEN l.legal_status END AS status_at_home
    FROM started AS s
    LEFT JOIN visited AS v ON v.authority = s.authority AND v.period_id = s.period_id AND v.as_at = s.as_at
    LEFT JOIN legal_statuses AS l ON l.authority = s.authority AND l.person_id = s.person_id
        AND l.from_on <= s.visits_from_on AND (l.until_on IS NULL OR l.until_on > s.visits_from_on)
),
lasting AS (
    SELECT c.authority, c.period_id, c.as_at
    FROM anchored AS c
    JOIN ssd_cla_care_plan AS l ON l.authority = c.authority AND l.lacp_person_id = c.person_id
        AND l.lacp_cla_care_plan_start_date <= c.anchor_on
        AND (l.lacp_cla_care_plan_end_date IS NULL OR l.lacp_cla_care_plan_end_date > c.anchor_on)
    WHERE HAS_FLAG(l.lacp_cla_care_plan_json_true, 'LTFOST18') OR HAS_FLAG(l.lacp_cla_care_plan_json_true, 'LTRELFR')
    UNION
    SELECT c.authority, c.period_id, c.as_at
    FROM anchored AS c
    JOIN placement_rows AS l ON l.authority = c.authority AND l.period_id = c.period_id
        AND l.number_in_period = c.number_in_period AND l.started_on <= c.anchor_on
        AND (l.followed_on IS NULL OR l.followed_on > c.anchor_on) AND l.placement_type IN ('U1', 'U4')
),
-- What was agreed for the child, else for the team, in force on the day from which the clock runs.
standards AS (
    SELECT c.authority, c.period_id, c.as_at, f.frequency_n, f.frequency_unit, f.first_visit_n, f.first_visit_unit,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.period_id, c.as_at
                              ORDER BY CASE WHEN f.person_id IS NULL THEN 1 ELSE 0 END,
                                       f.valid_from DESC, f.unit_id, f.frequency_n) AS place
    FROM anchored AS c
    JOIN loc_visit_standard AS f ON f.authority = c.authority
        AND f.valid_from <= c.anchor_on AND (f.valid_to IS NULL OR f.valid_to >= c.anchor_on)
        AND f.plan_type = CASE WHEN c.status_at_home IN ('C1', 'C2') THEN 'cla_pwp' ELSE 'cla' END
    LEFT JOIN allocations AS w ON w.authority = c.authority AND w.person_id = c.person_id
        AND w.from_on <= c.anchor_on AND (w.until_on IS NULL OR w.until_on > c.anchor_on)
    LEFT JOIN loc_org_unit AS u ON u.authority = c.authority AND u.dept_team_id = w.team
        AND u.valid_from <= c.anchor_on AND (u.valid_to IS NULL OR u.valid_to >= c.anchor_on)
    WHERE f.person_id = c.person_id OR (f.person_id IS NULL AND f.unit_id = u.unit_id)
),
clocks AS (
    SELECT c.*, NOT l.as_at IS NULL AS meant_to_last,
           CASE WHEN c.last_visit_on IS NULL THEN f.first_visit_n ELSE f.frequency_n END AS agreed_n,
           CASE WHEN NOT c.last_visit_on IS NULL AND NOT f.frequency_n IS NULL THEN f.frequency_unit
                WHEN c.last_visit_on IS NULL AND NOT f.first_visit_n IS NULL THEN f.first_visit_unit END AS agreed_unit
    FROM anchored AS c
    LEFT JOIN lasting AS l ON l.authority = c.authority AND l.period_id = c.period_id AND l.as_at = c.as_at
    LEFT JOIN standards AS f ON f.authority = c.authority AND f.period_id = c.period_id AND f.as_at = c.as_at AND f.place = 1
),
known AS (
    SELECT c.*,
           CASE WHEN c.anchor_on IS NULL THEN CAST(NULL AS DATE)
                WHEN c.agreed_unit = 'calendar_days' THEN ADD_DAYS(c.anchor_on, c.agreed_n)
                WHEN c.agreed_unit = 'weeks' THEN ADD_DAYS(c.anchor_on, 7 * c.agreed_n)
                WHEN c.agreed_unit = 'months' THEN ADD_MONTHS(c.anchor_on, c.agreed_n)
                WHEN c.agreed_unit = 'working_days' THEN k_due.day
                WHEN c.last_visit_on IS NULL THEN ADD_DAYS(c.anchor_on, 7)
                WHEN SETTING('cla_visit_rule', c.as_at) = 'local_4w' THEN ADD_DAYS(c.anchor_on, 28)
                WHEN c.status_at_home = 'C1' AND c.first_review_on <= c.anchor_on THEN ADD_DAYS(c.anchor_on, 28)
                WHEN c.status_at_home = 'C1' THEN ADD_DAYS(c.anchor_on, 7)
                WHEN c.status_at_home = 'C2' THEN ADD_DAYS(c.anchor_on, 42)
                WHEN ADD_DAYS(c.anchor_on, 42) <= ADD_MONTHS(c.placement_started_on, 12) THEN ADD_DAYS(c.anchor_on, 42)
                WHEN c.meant_to_last THEN ADD_MONTHS(c.anchor_on, 3)
                ELSE ADD_DAYS(c.anchor_on, 42) END AS next_visit_due_on
    FROM clocks AS c
    LEFT JOIN calendar AS k_anchor ON k_anchor.day = c.anchor_on AND c.agreed_unit = 'working_days'
    LEFT JOIN calendar AS k_due ON k_due.ordinal = k_anchor.ordinal + c.agreed_n AND k_due.is_working
)
SELECT k.authority, k.person_id, k.period_id AS record_id, k.as_at,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN NOT k.grown_up IS NULL THEN k.grown_up
            WHEN k.legal_status IN ('V3', 'V4') THEN 'On short breaks only.'
            WHEN k.place > 1 THEN 'The child has another period of care open, which counts once.'
       END AS excluded_because,
       k.started_on,
       CASE WHEN k.started_on > ADD_MONTHS(k.as_at, -6) THEN 'under_6_months'
            WHEN k.started_on > ADD_MONTHS(k.as_at, -12) THEN '6_to_12_months'
            WHEN k.started_on > ADD_MONTHS(k.as_at, -24) THEN '1_to_2_years'
            WHEN k.started_on > ADD_MONTHS(k.as_at, -60) THEN '2_to_5_years' ELSE '5_years_or_more' END AS care_length,
       CASE WHEN n.period_id IS NULL THEN 'other' ELSE 'uasc' END AS uasc,
       k.legal_status, CASE WHEN k.legal_status IN ('C1', 'C2', 'E1', 'V2') THEN k.legal_status ELSE 'other' END AS legal_group,
       k.legal_started_on, k.placement_id, k.placement_type, k.provider, k.distance,
       CASE WHEN k.distance <= 5 THEN 'up_to_5' WHEN k.distance <= 20 THEN '5_to_20' WHEN k.distance > 20 THEN 'over_20'
       END AS distance_band,
       k.placement_started_on,
       CASE WHEN b.started_on < k.placement_started_on THEN b.started_on ELSE k.placement_started_on END AS settled_since_on,
       COALESCE(m.in_12_months, 0) AS placements_12m, COALESCE(m.in_year, 0) AS placements_ytd,
       COALESCE(m.in_period, 0) AS placements_in_period,
       t.is_outside = 1 AS outside_area,
       CASE WHEN t.is_outside = 1 THEN 'outside' WHEN t.is_outside = 0 THEN 'inside' END AS area,
       k.first_review_on, k.last_review_on, k.last_visit_on, k.next_visit_due_on, k.meant_to_last,
       h.last_health_assessment_on, COALESCE(h.health_assessments_12m, 0) AS health_assessments_12m, h.last_dental_check_on,
       e.happened_on AS last_assessed_on, COALESCE(w.workers, 0) AS social_workers_12m
FROM known AS k
LEFT JOIN moves AS m ON m.authority = k.authority AND m.period_id = k.period_id AND m.as_at = k.as_at
LEFT JOIN healthy AS h ON h.authority = k.authority AND h.period_id = k.period_id AND h.as_at = k.as_at
LEFT JOIN before_adopters AS b ON b.authority = k.authority AND b.period_id = k.period_id AND b.as_at = k.as_at
LEFT JOIN assessed AS e ON e.authority = k.authority AND e.person_id = k.person_id
    AND e.from_month <= k.month AND k.month < e.until_month
LEFT JOIN workers AS w ON w.authority = k.authority AND w.period_id = k.period_id AND w.as_at = k.as_at
LEFT JOIN alone AS n ON n.authority = k.authority AND n.period_id = k.period_id AND n.as_at = k.as_at
LEFT JOIN areas AS t ON t.authority = k.authority AND t.postcode = k.postcode
"""

COHORT = Cohort(
    name="looked_after",
    title="Children looked after",
    row="A child looked after on the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "care_length": text("how long the child has been looked after, in five bands"),
        "uasc": text("uasc for a child seeking asylum without family, else other", needs=("ssd_immigration_status",)),
        "legal_status": text("the legal status in force, as a code of the SSDA903", needs=LEGAL),
        "legal_group": text("C2 full care order, C1 interim, E1 placement order, V2 section 20, or other", needs=LEGAL),
        "legal_started_on": day("the day on which that legal status began", needs=LEGAL),
        "placement_id": text("the placement the child is in", needs=PLACED),
        "placement_type": text(
            "the kind of placement, as a code of the SSDA903", needs=("ssd_cla_placement.clap_cla_placement_type",)
        ),
        "provider": text("who provides the placement, PR0 to PR5", needs=("ssd_cla_placement.clap_cla_placement_provider",)),
        "distance": number("miles from home to the placement", needs=("ssd_cla_placement.clap_cla_placement_distance",)),
        "distance_band": text("that distance in bands: up_to_5, 5_to_20, over_20", needs=PLACED),
        "placement_started_on": day("the day on which the placement started", needs=PLACED),
        "settled_since_on": day("that day; with adopters, the day on which the placement before theirs started", needs=PLACED),
        "placements_12m": whole("placements in the twelve months to the day, the one open at their start included", needs=PLACED),
        "placements_ytd": whole("placements since 1 April, the one open then included", needs=PLACED),
        "placements_in_period": whole("placements since the child started to be looked after", needs=PLACED),
        "outside_area": truth(
            "the placement lies in another authority; empty where its postcode is not known",
            needs=(
                *AREA,
                "ssd_cla_placement.clap_cla_placement_postcode",
            ),
        ),
        "area": text("inside or outside the authority", needs=AREA),
        "first_review_on": day("the first review of the period of care", needs=("ssd_cla_reviews",)),
        "last_review_on": day("the latest review", needs=("ssd_cla_reviews",)),
        "last_visit_on": day("the latest statutory visit in the placement in which the child was seen", needs=VISITS),
        "next_visit_due_on": day("the day by which the next statutory visit is due", needs=(*VISITS, *PLACED)),
        "meant_to_last": truth("the placement is meant to last until the child is 18"),
        "last_health_assessment_on": day("the latest completed health assessment", needs=HEALTH),
        "health_assessments_12m": whole("days with a completed health assessment in the twelve months", needs=HEALTH),
        "last_dental_check_on": day("the latest completed dental check", needs=HEALTH),
        "last_assessed_on": day(
            "the latest day on which an assessment was authorised", needs=("ssd_cin_assessments.cina_assessment_auth_date",)
        ),
        "social_workers_12m": whole(
            "workers allocated in the twelve months to the day, each for at least the days set", needs=("ssd_involvements",)
        ),
    },
    dates=(),
    reads=("periods_of_care", "placement_rows", "cla_reviews"),
    breakdowns={
        "legal_status": "legal_group",
        "placement_type": "placement_type",
        "provider": "provider",
        "distance": "distance_band",
        "area": "area",
        "care_length": "care_length",
        "uasc": "uasc",
    },
    allocated=True,
    needs=("ssd_cla_episodes",),
    doubtful_without=("ssd_legal_status",),
)
