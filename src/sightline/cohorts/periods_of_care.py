"""Periods of care: one row a child for one unbroken time of being looked after (B-POC).

Episodes of the SSDA903 with one period id belong together. Where two of them lie more than a day apart the child had left
care in between, so they are two periods, with or without an id: the earlier one ends on its last day, whatever reason was
given, and the later one starts with its own first episode. A period goes on where its last episode says only that the
episode changed (X1).

Short breaks (legal status V3 or V4) are not being looked after in this sense. A period of nothing else is kept but does
not count; a period that began as short breaks begins on the day the status changed. A child without any legal status in
the time counts, and is a data issue.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH episodes AS (
    SELECT authority, clae_person_id AS person_id, clae_cla_episode_id AS episode_id, clae_cla_id AS cla_id,
           COALESCE(clae_cla_id, '') AS period_key, clae_cla_episode_start_date AS start_on,
           CASE WHEN clae_cla_episode_ceased_date <= {LAST_DAY} THEN clae_cla_episode_ceased_date END AS ceased_on,
           clae_cla_episode_ceased_reason AS ceased_reason,
           clae_cla_episode_start_reason AS start_reason, clae_entered_care_date AS entered_on,
           -- An episode without an end is still going on, so nothing can lie after a gap behind it.
           CASE WHEN clae_cla_episode_ceased_date <= {LAST_DAY} THEN clae_cla_episode_ceased_date
                ELSE DATE '9999-12-31' END AS goes_on_until
    FROM ssd_cla_episodes
    WHERE NOT clae_person_id IS NULL AND clae_cla_episode_start_date <= {LAST_DAY}
),
following AS (
    SELECT *, MAX(goes_on_until) OVER (
               PARTITION BY authority, person_id, period_key ORDER BY start_on, goes_on_until, episode_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_until
    FROM episodes
),
numbered AS (
    SELECT *, SUM(CASE WHEN covered_until < DATE '9999-12-31' AND start_on > ADD_DAYS(covered_until, 1)
                       THEN 1 ELSE 0 END) OVER (
               PARTITION BY authority, person_id, period_key ORDER BY start_on, goes_on_until, episode_id
               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS part
    FROM following
),
ordered AS (
    SELECT *,
           ROW_NUMBER() OVER (PARTITION BY authority, person_id, period_key, part
                              ORDER BY start_on, goes_on_until, episode_id) AS from_first,
           ROW_NUMBER() OVER (PARTITION BY authority, person_id, period_key, part
                              ORDER BY start_on DESC, goes_on_until DESC, episode_id DESC) AS from_last,
           MAX(part) OVER (PARTITION BY authority, person_id, period_key) AS last_part
    FROM numbered
),
periods AS (
    SELECT authority, person_id, period_key, part, MAX(cla_id) AS cla_id,
           MAX(CASE WHEN from_first = 1 THEN episode_id END) AS record_id,
           CASE WHEN part = 0 THEN COALESCE(MIN(entered_on), MIN(start_on)) ELSE MIN(start_on) END AS placed_from_on,
           MAX(CASE WHEN from_first = 1 THEN start_reason END) AS start_reason,
           CASE WHEN part < MAX(last_part) THEN MAX(ceased_on)
                ELSE MAX(CASE WHEN from_last = 1 AND COALESCE(ceased_reason, '') <> 'X1' THEN ceased_on END)
           END AS ended_on,
           MAX(CASE WHEN from_last = 1 THEN ceased_reason END) AS last_ceased_reason
    FROM ordered
    GROUP BY authority, person_id, period_key, part
),
legal AS (
    SELECT p.authority, p.record_id, l.legal_status,
           CASE WHEN l.from_on > p.placed_from_on THEN l.from_on ELSE p.placed_from_on END AS in_force_from_on,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.record_id ORDER BY l.from_on) AS place
    FROM periods AS p
    JOIN legal_statuses AS l ON l.authority = p.authority AND l.person_id = p.person_id
        AND (l.from_on <= p.placed_from_on OR p.ended_on IS NULL OR l.from_on < p.ended_on)
        AND (l.until_on IS NULL OR l.until_on > p.placed_from_on)
),
status AS (
    SELECT authority, record_id,
           MAX(CASE WHEN place = 1 AND legal_status IN ('V3', 'V4') THEN 1 ELSE 0 END) AS began_as_short_breaks,
           MIN(CASE WHEN NOT legal_status IN ('V3', 'V4') THEN in_force_from_on END) AS first_other_on
    FROM legal GROUP BY authority, record_id
)
SELECT p.authority, p.person_id, p.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN s.began_as_short_breaks = 1 AND s.first_other_on IS NULL THEN 'The whole period was short breaks.'
       END AS excluded_because,
       CASE WHEN s.began_as_short_breaks = 1 AND NOT s.first_other_on IS NULL THEN s.first_other_on
            ELSE p.placed_from_on END AS started_on,
       p.ended_on, p.cla_id, p.start_reason,
       CASE WHEN NOT p.ended_on IS NULL THEN p.last_ceased_reason END AS ended_reason,
       s.record_id IS NULL AS without_legal_status
FROM periods AS p
LEFT JOIN status AS s ON s.authority = p.authority AND s.record_id = p.record_id
"""

COHORT = Cohort(
    name="periods_of_care",
    title="Periods of care",
    row="A child for one unbroken time of being looked after.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "ended_on": day(
            "the day on which the child ceased to be looked after", needs=("ssd_cla_episodes.clae_cla_episode_ceased_date",)
        ),
        "cla_id": text("the period of care in the case system"),
        "start_reason": text("why the first episode started: S for a new period"),
        "ended_reason": text(
            "why the period ended, as a code of the SSDA903", needs=("ssd_cla_episodes.clae_cla_episode_ceased_reason",)
        ),
        "without_legal_status": truth("no legal status is recorded in the period"),
    },
    dates=("started_on", "ended_on"),
    allocated=True,
    needs=("ssd_cla_episodes",),
    doubtful_without=("ssd_legal_status",),
)
