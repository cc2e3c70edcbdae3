"""Rows of placements: one row a child for each record of a real placement, with the placement that it is part of (B-PLC).

The records hold more rows than children have moves. Temporary stays (T0 to T4) and stays of under a day are no placements of
their own: the one before them goes on meanwhile. A row is the same placement as the one before when only the legal status or
the carer's status changed (episode reason L, T or U; change reason PLACE), when foster carers become the adopters at the
same address, or when the child comes back to the same address after a temporary stay. A blank address matches nothing.

What was known on a day is the row that had begun and was not followed by another of its placement: it tells the kind of
placement then, and `ended_on` whether the placement was still going on. So a temporary stay is a row too, of the placement
from which the child is away.
"""

from sightline.cohorts.model import Cohort, Kind, day, number, text, whole
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH periods AS (
    SELECT authority, person_id, record_id, cla_id, started_on, ended_on
    FROM periods_of_care WHERE excluded_because IS NULL
),
-- An end that has not come yet is no end.
dated AS (
    SELECT *, clap_cla_placement_start_date AS start_on,
           CASE WHEN clap_cla_placement_end_date <= {LAST_DAY} THEN clap_cla_placement_end_date END AS end_on
    FROM ssd_cla_placement
    WHERE clap_cla_placement_start_date <= {LAST_DAY}
),
assigned AS (
    SELECT r.authority, r.clap_person_id AS person_id, r.clap_cla_placement_id AS placement_id,
           r.start_on, r.end_on,
           UPPER(r.clap_cla_placement_type) AS placement_type, r.clap_cla_placement_provider AS provider,
           r.clap_cla_placement_distance AS distance, UPPER(r.clap_cla_placement_change_reason) AS change_reason,
           NULLIF(UPPER(REPLACE(r.clap_cla_placement_urn, ' ', '')), '') AS urn,
           NULLIF(UPPER(REPLACE(r.clap_cla_placement_postcode, ' ', '')), '') AS postcode,
           COALESCE(r.end_on, DATE '9999-12-31') AS goes_on_until, p.record_id AS period_id,
           p.started_on AS period_started_on
    FROM dated AS r
    LEFT JOIN (SELECT DISTINCT authority, clae_person_id AS person_id, clae_cla_id AS cla_id
               FROM ssd_cla_episodes WHERE NOT clae_cla_id IS NULL) AS k
        ON k.authority = r.authority AND k.person_id = r.clap_person_id AND k.cla_id = r.clap_cla_id
    JOIN periods AS p ON p.authority = r.authority AND p.person_id = r.clap_person_id
        AND (k.cla_id IS NULL OR k.cla_id = p.cla_id)
        AND (p.ended_on IS NULL OR r.start_on < p.ended_on OR r.start_on = p.started_on)
        AND (r.end_on IS NULL OR r.end_on > p.started_on OR r.start_on >= p.started_on)
),
linked AS (
    SELECT authority, clae_cla_placement_id AS placement_id, clae_cla_episode_start_reason AS start_reason,
           ROW_NUMBER() OVER (PARTITION BY authority, clae_cla_placement_id
                              ORDER BY clae_cla_episode_start_date, clae_cla_episode_id) AS place
    FROM ssd_cla_episodes WHERE NOT clae_cla_placement_id IS NULL AND NOT clae_cla_episode_start_date IS NULL
),
marked AS (
    SELECT a.*, e.start_reason,
           CASE WHEN a.placement_type IN ('T0', 'T1', 'T2', 'T3', 'T4') THEN TRUE
                WHEN a.end_on = a.start_on AND COUNT(*) OVER (
                    PARTITION BY a.authority, a.period_id, a.start_on) > 1 THEN TRUE
                ELSE FALSE END AS is_stay,
           CASE WHEN a.placement_type IN ('T0', 'T1', 'T2', 'T3', 'T4') THEN 1 ELSE 0 END AS is_temporary
    FROM assigned AS a
    LEFT JOIN linked AS e ON e.authority = a.authority AND e.placement_id = a.placement_id AND e.place = 1
),
-- How many real rows stand at or before each row: a stay belongs to the one that it follows.
tagged AS (
    SELECT *,
           SUM(CASE WHEN is_stay THEN 0 ELSE 1 END) OVER (
               PARTITION BY authority, period_id ORDER BY start_on, goes_on_until, placement_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS kept_so_far,
           SUM(is_temporary) OVER (
               PARTITION BY authority, period_id ORDER BY start_on, goes_on_until, placement_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS temporary_so_far
    FROM marked
),
kept AS (
    SELECT *,
           LEAD(start_on) OVER by_start AS next_start_on,
           LAG(placement_type) OVER by_start AS previous_type,
           LAG(change_reason) OVER by_start AS previous_change_reason,
           LAG(urn) OVER by_start AS previous_urn,
           LAG(postcode) OVER by_start AS previous_postcode,
           LAG(temporary_so_far) OVER by_start AS previous_temporary,
           LAG(placement_id) OVER by_start AS previous_id
    FROM tagged
    WHERE NOT is_stay
    WINDOW by_start AS (PARTITION BY authority, period_id ORDER BY start_on, goes_on_until, placement_id)
),
judged AS (
    SELECT *,
           CASE WHEN previous_id IS NULL THEN 1
                WHEN SUBSTR(start_reason, 1, 1) IN ('L', 'T', 'U') THEN 0
                WHEN previous_change_reason = 'PLACE' THEN 0
                WHEN SUBSTR(previous_type, 1, 1) = 'U' AND placement_type IN ('A3', 'A5')
                     AND (urn = previous_urn OR postcode = previous_postcode) THEN 0
                WHEN temporary_so_far > previous_temporary AND (urn = previous_urn OR postcode = previous_postcode) THEN 0
                ELSE 1 END AS is_move
    FROM kept
),
grouped AS (
    SELECT *, SUM(is_move) OVER (PARTITION BY authority, period_id ORDER BY start_on, goes_on_until, placement_id
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS number_in_period
    FROM judged
),
pieces AS (
    SELECT authority, person_id, period_id, period_started_on, placement_id, start_on, goes_on_until, end_on,
           placement_type, provider, distance, postcode, number_in_period
    FROM grouped
    UNION ALL
    -- Away from home for a while, the child still has the placement: at most until the next one starts.
    SELECT s.authority, s.person_id, s.period_id, s.period_started_on, s.placement_id, s.start_on, s.goes_on_until,
           CASE WHEN s.goes_on_until > g.next_start_on THEN g.next_start_on ELSE s.end_on END AS end_on,
           g.placement_type, g.provider, g.distance, g.postcode, g.number_in_period
    FROM tagged AS s
    JOIN grouped AS g ON g.authority = s.authority AND g.period_id = s.period_id AND g.kept_so_far = s.kept_so_far
    WHERE s.is_stay
)
SELECT authority, person_id, period_id || '/' || placement_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       period_id, period_started_on, placement_id, start_on AS started_on,
       NULLIF(MAX(COALESCE(end_on, DATE '9999-12-31')) OVER (
           PARTITION BY authority, period_id, number_in_period ORDER BY start_on, goes_on_until, placement_id
           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), DATE '9999-12-31') AS ended_on,
       placement_type, provider, distance, postcode, CAST(number_in_period AS BIGINT) AS number_in_period,
       MIN(start_on) OVER (PARTITION BY authority, period_id, number_in_period) AS placement_started_on,
       FIRST_VALUE(placement_id) OVER in_placement AS first_placement_id,
       LEAD(start_on) OVER in_placement AS followed_on
FROM pieces
WINDOW in_placement AS (PARTITION BY authority, period_id, number_in_period
                        ORDER BY start_on, goes_on_until, placement_id)
"""

COHORT = Cohort(
    name="placement_rows",
    title="Rows of placements",
    row="A child for each record of a real placement, temporary stays apart.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "period_id": text("the period of care that the row is in"),
        "period_started_on": day("the day on which that period started"),
        "placement_id": text("the record in the case system"),
        "started_on": day("the day on which the row starts"),
        "ended_on": day("the last day on which this row, or an earlier one of the placement, ends"),
        "placement_type": text("the kind of placement, as a code of the SSDA903"),
        "provider": text("who provides it, PR0 to PR5"),
        "distance": number("miles from home"),
        "postcode": text("where it is"),
        "number_in_period": whole("the how-manieth placement of the period of care the row is part of"),
        "placement_started_on": day("the day on which that placement started"),
        "first_placement_id": text("the first record of that placement"),
        "followed_on": day("the day on which the next row of the same placement starts"),
    },
    dates=("started_on",),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_cla_placement", "ssd_cla_episodes"),
)
