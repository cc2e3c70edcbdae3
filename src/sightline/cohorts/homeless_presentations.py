"""Presentations as homeless: one row a young person on a day on which they came to the council as homeless.

A presentation went on to a referral when it says so, or when the young person was referred within five working days.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH presentations AS (
    SELECT authority, person_id, presentation_id AS record_id, presented_date AS presented_on,
           COALESCE(progressed_to_referral, FALSE) AS recorded_as_referred, outcome
    FROM loc_homeless_presentation
),
-- Five working days are at most twelve days apart, over Christmas; the range keeps the join small.
followed AS (
    SELECT DISTINCT h.authority, h.record_id
    FROM presentations AS h
    JOIN referrals AS r ON r.authority = h.authority AND r.person_id = h.person_id
        AND r.referred_on >= h.presented_on AND r.referred_on <= ADD_DAYS(h.presented_on, 15)
    JOIN calendar AS k_presented ON k_presented.day = h.presented_on
    JOIN calendar AS k_referral ON k_referral.day = r.referred_on
    WHERE r.excluded_because IS NULL AND r.referred_on <= {LAST_DAY}
      AND k_referral.ordinal - k_presented.ordinal <= 5
)
SELECT h.authority, h.person_id, h.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN h.person_id IS NULL THEN 'No young person is named on the presentation.' END AS excluded_because,
       h.presented_on, h.recorded_as_referred OR NOT f.record_id IS NULL AS progressed_to_referral, h.outcome
FROM presentations AS h
LEFT JOIN followed AS f ON f.authority = h.authority AND f.record_id = h.record_id
"""

COHORT = Cohort(
    name="homeless_presentations",
    title="Young people who came as homeless",
    row="A young person who came to the council as homeless.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "presented_on": day("the day on which the young person came"),
        "progressed_to_referral": truth("a referral followed", needs=("ssd_cin_episodes",)),
        "outcome": text("what came of it, in the authority's words"),
    },
    dates=("presented_on",),
    reads=("referrals",),
    allocated=True,
    needs=("loc_homeless_presentation",),
    breakdowns={"outcome": "outcome"},
)
