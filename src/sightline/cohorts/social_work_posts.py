"""Posts at a month's end: one row a unit, role and day, with the latest count of its posts up to that day."""

from sightline.cohorts.model import Cohort, Kind, day, number, text, truth, whole
from sightline.cohorts.workers import SOCIAL_WORKERS

SQL = f"""
WITH latest AS (
    SELECT p.*, s.as_at AS counted_on,
           ROW_NUMBER() OVER (PARTITION BY p.authority, p.unit_id, p.role, s.as_at ORDER BY p.as_at DESC) AS place
    FROM loc_post AS p
    JOIN snapshots AS s ON p.as_at <= s.as_at
)
SELECT p.authority, CAST(NULL AS VARCHAR) AS person_id, p.unit_id || ' ' || p.role AS record_id, p.counted_on AS as_at,
       COALESCE(u.team, p.unit_id) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       LOWER(TRIM(p.role)) AS role, LOWER(TRIM(p.role)) IN ({SOCIAL_WORKERS}) AS is_social_worker,
       p.as_at AS said_on, p.established_fte, p.in_post_fte, p.vacant_fte, p.vacant_posts, p.agency_covering_fte
FROM latest AS p
LEFT JOIN unit_teams AS u ON u.authority = p.authority AND u.unit_id = p.unit_id
    AND u.from_on <= p.counted_on AND (u.until_on IS NULL OR u.until_on > p.counted_on)
WHERE p.place = 1
"""

COHORT = Cohort(
    name="social_work_posts",
    title="Posts",
    row="The posts of one role in one unit, as last counted by the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "role": text("the role of the posts"),
        "is_social_worker": truth("they are posts of social workers, seniors or advanced practitioners"),
        "said_on": day("the day for which the posts were counted"),
        "established_fte": number("posts that there are to be, in full-time equivalents"),
        "in_post_fte": number("posts that are filled, in full-time equivalents"),
        "vacant_fte": number("posts that are vacant, in full-time equivalents"),
        "vacant_posts": whole("posts that are vacant, as posts"),
        "agency_covering_fte": number("vacant posts that agency workers cover, in full-time equivalents"),
    },
    dates=(),
    needs=("loc_post",),
    breakdowns={"role": "role"},
    of_children=False,
)
