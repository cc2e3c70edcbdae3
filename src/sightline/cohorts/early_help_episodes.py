"""Early help episodes: one row an episode of a child, or of a family where early help is kept by family.

Most authorities keep early help in the case system (`ssd_early_help_episodes`); some have another one, and give
`loc_early_help_episode`. Where both hold an episode of the same id, the second is taken.

Why an episode closed is written in local words. Codes that `loc_code_map` turns into needs_met, not_engaged, stepped_up,
moved or other are taken as they are, and so are words that say the same ("family not engaged"). Anything else is not known.
"""

from sightline.cohorts.model import Cohort, Kind, day, text
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH teams_of_units AS (
    SELECT authority, unit_id, dept_team_id AS team, COALESCE(valid_from, DATE '1900-01-01') AS from_on,
           LEAD(valid_from) OVER (PARTITION BY authority, unit_id ORDER BY valid_from, dept_team_id) AS next_from_on,
           valid_to
    FROM loc_org_unit
    WHERE NOT dept_team_id IS NULL
),
episodes AS (
    SELECT e.authority, e.earl_person_id AS person_id, e.earl_episode_id AS record_id, CAST(NULL AS VARCHAR) AS team,
           CAST(NULL AS VARCHAR) AS worker, e.earl_episode_start_date AS started_on, e.earl_episode_end_date AS ended_on,
           LOWER(TRIM(e.earl_episode_end_reason)) AS reason, e.earl_episode_organisation AS lead_organisation,
           CAST(NULL AS VARCHAR) AS family_id
    FROM ssd_early_help_episodes AS e
    LEFT JOIN loc_early_help_episode AS l ON l.authority = e.authority AND l.episode_id = e.earl_episode_id
    WHERE l.episode_id IS NULL
    UNION ALL
    -- The unit is on the record here, so nobody is looked up who may hold the child for another reason.
    SELECT l.authority, l.person_id, l.episode_id AS record_id, COALESCE(u.team, l.unit_id, 'unknown') AS team,
           'unknown' AS worker, l.start_date AS started_on, l.end_date AS ended_on, LOWER(TRIM(l.closure_group)) AS reason,
           l.lead_organisation, l.family_id
    FROM loc_early_help_episode AS l
    LEFT JOIN teams_of_units AS u ON u.authority = l.authority AND u.unit_id = l.unit_id
        AND u.from_on <= l.end_date AND (u.next_from_on IS NULL OR u.next_from_on > l.end_date)
        AND (u.valid_to IS NULL OR u.valid_to >= l.end_date)
)
SELECT authority, person_id, record_id, team, worker,
       CASE WHEN person_id IS NULL AND family_id IS NULL THEN 'Neither a child nor a family is named on the episode.'
       END AS excluded_because,
       started_on, ended_on, reason AS closure_reason,
       CASE WHEN reason LIKE '%not_engag%' OR reason LIKE '%disengag%' THEN 'not_engaged'
            WHEN reason LIKE 'need%met' THEN 'needs_met'
            WHEN reason LIKE 'stepped_up%' THEN 'stepped_up'
            WHEN reason LIKE 'moved%' THEN 'moved'
            WHEN reason = 'other' THEN 'other' END AS closure_group,
       lead_organisation, family_id, {LAST_DAY} AS known_until_on
FROM episodes
"""

COHORT = Cohort(
    name="early_help_episodes",
    title="Early help episodes",
    row="An early help episode of a child or a family.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which early help started"),
        "ended_on": day("the day on which it was closed"),
        "closure_reason": text("why it was closed, in the words or codes recorded"),
        "closure_group": text("needs_met, not_engaged, stepped_up, moved or other; empty where that is not known"),
        "lead_organisation": text("the organisation that led the help"),
        "family_id": text("the family, where early help is kept by family"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("started_on", "ended_on"),
    allocated=True,
    needs=("ssd_early_help_episodes|loc_early_help_episode",),
    breakdowns={"lead_organisation": "lead_organisation", "closure_group": "closure_group"},
)
