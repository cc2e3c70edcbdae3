"""First health assessments: one row a period of care, with the health assessment that began it, if there was one (B-IHA).

The first completed health assessment in the period is taken. Where `loc_health_detail` says of a check what it was, one that
it calls an initial assessment comes before all others, and one that it calls anything else is none. Dental and development
checks are never health assessments. A check without a status counts: it is dated, so it took place.
"""

from sightline.cohorts.model import Cohort, Kind, day
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH periods AS (
    SELECT authority, person_id, record_id, started_on, ended_on FROM periods_of_care WHERE excluded_because IS NULL
),
checks AS (
    SELECT h.authority, h.clah_person_id AS person_id, h.clah_health_check_id AS check_id,
           h.clah_health_check_date AS checked_on, LOWER(d.kind) AS kind,
           UPPER(TRIM(h.clah_health_check_type)) AS check_type
    FROM ssd_cla_health AS h
    LEFT JOIN loc_health_detail AS d ON d.authority = h.authority AND d.clah_health_check_id = h.clah_health_check_id
    WHERE h.clah_health_check_date <= {LAST_DAY}
      AND (h.clah_health_check_status IS NULL OR UPPER(TRIM(h.clah_health_check_status)) = 'COMPLETED')
),
ranked AS (
    SELECT p.authority, p.record_id, c.checked_on,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.record_id
                              ORDER BY CASE WHEN c.kind = 'iha' THEN 0 ELSE 1 END, c.checked_on, c.check_id) AS place
    FROM periods AS p
    JOIN checks AS c ON c.authority = p.authority AND c.person_id = p.person_id
        AND c.checked_on >= p.started_on AND (p.ended_on IS NULL OR c.checked_on <= p.ended_on)
    WHERE c.kind = 'iha'
       OR (c.kind IS NULL AND NOT c.check_type LIKE '%DENTAL%' AND NOT c.check_type LIKE '%DEVELOPMENT%'
           AND (c.check_type = 'HEALTH' OR c.check_type LIKE '%HEALTH ASSESSMENT%'))
)
SELECT p.authority, p.person_id, p.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because,
       p.started_on, p.ended_on, r.checked_on AS assessed_on, k_due.day AS due_on, {LAST_DAY} AS known_until_on
FROM periods AS p
LEFT JOIN ranked AS r ON r.authority = p.authority AND r.record_id = p.record_id AND r.place = 1
LEFT JOIN calendar AS k_start ON k_start.day = p.started_on
LEFT JOIN calendar AS k_due ON k_due.ordinal = k_start.ordinal + 20 AND k_due.is_working
"""

COHORT = Cohort(
    name="initial_health_assessments",
    title="First health assessments in care",
    row="A child's period of care, with its first health assessment.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "ended_on": day("the day on which the child ceased to be looked after"),
        "assessed_on": day("the first completed health assessment of the period"),
        "due_on": day("the twentieth working day after the child started to be looked after"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("started_on", "assessed_on", "due_on"),
    reads=("periods_of_care",),
    allocated=True,
    needs=("ssd_cla_health", "ssd_cla_episodes"),
    doubtful_without=("ssd_legal_status",),
)
