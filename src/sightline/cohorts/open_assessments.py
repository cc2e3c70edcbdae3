"""Assessments open at a month's end: one row an assessment and day (B-ASM).

An assessment is open from its start until the day before it is authorised. With the setting require_open_episode it
counts only while the episode of need that it belongs to is open; nothing shows that for one that belongs to none. Without
the setting, an assessment of more than twelve months whose episode is closed is left out as stale.

Some case systems drop open assessments from the extract once the child was seen, so this stock may be too low.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH standing AS (
    SELECT a.authority, a.person_id, a.record_id, s.as_at, a.excluded_because, a.started_on, a.referral_id, a.referred_on,
           a.clock_started_on, a.assessment_type, a.first_seen_on,
           NOT a.referral_id IS NULL AND a.referred_on <= s.as_at
               AND (a.referral_closed_on IS NULL OR a.referral_closed_on > s.as_at) AS episode_open,
           COALESCE(a.referral_closed_on <= s.as_at, FALSE) AS episode_closed
    FROM assessments AS a
    JOIN snapshots AS s ON a.started_on <= s.as_at AND (a.completed_on IS NULL OR a.completed_on > s.as_at)
)
SELECT authority, person_id, record_id, as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN NOT excluded_because IS NULL THEN excluded_because
            WHEN SETTING('require_open_episode', as_at) AND NOT episode_open
                THEN 'No episode of need is open for the assessment.'
            WHEN NOT SETTING('require_open_episode', as_at) AND episode_closed AND started_on < ADD_MONTHS(as_at, -12)
                THEN 'The assessment is more than twelve months old and its episode is closed.'
       END AS excluded_because,
       started_on, referral_id, referred_on, clock_started_on, assessment_type,
       CASE WHEN first_seen_on <= as_at THEN first_seen_on END AS first_seen_on, episode_open
FROM standing
"""

COHORT = Cohort(
    name="open_assessments",
    title="Open assessments",
    row="An assessment open on the day of the count.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the assessment started"),
        "referral_id": text("the referral that the assessment belongs to"),
        "referred_on": day("the day of that referral"),
        "clock_started_on": day("the day from which Working Together counts: the referral for the first one, else the start"),
        "assessment_type": text("new or updated"),
        "first_seen_on": day("the first day, on or after the start, on which the child was seen"),
        "episode_open": truth("the episode of need is open"),
    },
    dates=(),
    reads=("assessments",),
    allocated=True,
    needs=("ssd_cin_assessments", "ssd_cin_episodes"),
    breakdowns={"assessment_type": "assessment_type"},
)
