"""Days of sickness and days that could have been worked: a row a spell, and a row a worker and month.

A spell, or a monthly total, counts on the day it starts, with all of its days. Where the rows of a month say how many days
could have been worked, that is taken; else it is worked out for the month from contracts and working days, which gives each
worker's post a row on its last day in the month. What is decided month by month adds up over any window.
"""

from sightline.cohorts.model import Cohort, Kind, day, number, text

SQL = """
WITH months_given AS (
    SELECT authority, MONTH_INDEX(start_date) AS month FROM loc_absence
    WHERE fte_days_available > 0
    GROUP BY authority, MONTH_INDEX(start_date)
),
spells AS (
    SELECT a.authority, COALESCE(a.worker_id, a.unit_id) || ' ' || CAST(a.start_date AS VARCHAR) AS record_id,
           a.worker_id, COALESCE(a.unit_id, w.unit_id) AS unit_id, a.start_date AS counted_on, a.reason_group,
           COALESCE(a.fte_days_lost, 0) AS days_lost, COALESCE(a.fte_days_available, 0) AS days_available
    FROM loc_absence AS a
    LEFT JOIN worker_posts AS w ON w.authority = a.authority AND w.worker_id = a.worker_id
        AND w.from_on <= a.start_date AND (w.until_on IS NULL OR w.until_on > a.start_date)
    WHERE NOT a.start_date IS NULL
),
months AS (SELECT month, as_at AS last_on, ADD_DAYS(as_at, 1 - EXTRACT(DAY FROM as_at)) AS first_on FROM snapshots),
posts_in_months AS (
    SELECT w.authority, w.worker_id, w.unit_id, w.fte,
           CASE WHEN w.from_on > m.first_on THEN w.from_on ELSE m.first_on END AS from_on,
           CASE WHEN w.until_on <= m.last_on THEN ADD_DAYS(w.until_on, -1) ELSE m.last_on END AS last_on
    FROM worker_posts AS w
    JOIN months AS m ON w.from_on <= m.last_on AND (w.until_on IS NULL OR w.until_on > m.first_on)
    LEFT JOIN months_given AS g ON g.authority = w.authority AND g.month = m.month
    WHERE g.month IS NULL
),
expected AS (
    SELECT p.authority, p.worker_id || ' ' || CAST(p.last_on AS VARCHAR) AS record_id, p.worker_id, p.unit_id,
           p.last_on AS counted_on, CAST(NULL AS VARCHAR) AS reason_group, 0 AS days_lost,
           p.fte * (l.ordinal - f.ordinal + CASE WHEN f.is_working THEN 1 ELSE 0 END) AS days_available
    FROM posts_in_months AS p
    JOIN calendar AS f ON f.day = p.from_on
    JOIN calendar AS l ON l.day = p.last_on
),
counted AS (SELECT * FROM spells UNION ALL SELECT * FROM expected)
SELECT c.authority, CAST(NULL AS VARCHAR) AS person_id, c.record_id, COALESCE(u.team, c.unit_id) AS team,
       c.worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       c.counted_on, c.days_lost, c.days_available, c.reason_group
FROM counted AS c
LEFT JOIN unit_teams AS u ON u.authority = c.authority AND u.unit_id = c.unit_id
    AND u.from_on <= c.counted_on AND (u.until_on IS NULL OR u.until_on > c.counted_on)
"""

COHORT = Cohort(
    name="sickness_days",
    title="Sickness absence",
    row="A spell of sickness, or a worker's working days of a month.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "counted_on": day("the day on which the spell began, or the last day of the worker's post in the month"),
        "days_lost": number("working days lost, in full-time equivalents"),
        "days_available": number("working days that could have been worked, in full-time equivalents"),
        "reason_group": text("why the worker was away"),
    },
    dates=("counted_on",),
    needs=("loc_absence", "loc_worker"),
    of_children=False,
)
