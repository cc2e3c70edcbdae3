"""Section 47 enquiries: one row a child in one enquiry (B-S47).

The standard has no field that says whether concerns were substantiated, so the outcome of an ended enquiry is worked out,
the first that fits:

* continuing: a conference or legal action is named, or a conference was held for the enquiry. One that names no enquiry
  of the extract was held for it when it lies between the enquiry's start and 30 days after its end.
* not_substantiated: no further action, and no service named.
* not_continuing: substantiated, but not at continuing risk: services, monitoring or another outcome.
* not_recorded: nothing of these.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY

SQL = f"""
WITH enquiries AS (
    SELECT authority, s47e_person_id AS person_id, s47e_s47_enquiry_id AS record_id, s47e_s47_start_date AS started_on,
           s47e_s47_end_date AS ended_on, COALESCE(s47e_s47_nfa, FALSE) AS no_further_action,
           s47e_s47_outcome_json_true AS outcomes, s47e_s47_completed_by_team AS team,
           s47e_s47_completed_by_worker_id AS worker
    FROM ssd_s47_enquiry
),
conferences AS (
    SELECT c.authority, c.icpc_person_id AS person_id, c.icpc_icpc_date AS held_on, q.record_id AS enquiry_id
    FROM ssd_initial_cp_conference AS c
    LEFT JOIN enquiries AS q ON q.authority = c.authority AND q.record_id = c.icpc_s47_enquiry_id
    WHERE c.icpc_icpc_date <= {LAST_DAY}
),
followed AS (
    SELECT authority, enquiry_id AS record_id, held_on FROM conferences WHERE NOT enquiry_id IS NULL
    UNION ALL
    SELECT q.authority, q.record_id, c.held_on
    FROM enquiries AS q
    JOIN conferences AS c ON c.authority = q.authority AND c.person_id = q.person_id AND c.enquiry_id IS NULL
        AND c.held_on >= q.started_on AND c.held_on <= ADD_DAYS(q.ended_on, 30)
),
conferred AS (
    SELECT authority, record_id, MIN(held_on) AS conference_on FROM followed GROUP BY authority, record_id
)
SELECT q.authority, q.person_id, q.record_id, q.team, q.worker,
       CASE WHEN q.person_id IS NULL THEN 'No child is named on the enquiry.'
            WHEN q.started_on IS NULL THEN 'The enquiry has no start date.'
       END AS excluded_because,
       q.started_on, q.ended_on,
       CASE WHEN q.ended_on IS NULL THEN CAST(NULL AS VARCHAR)
            WHEN HAS_FLAG(q.outcomes, 'CP_CONFERENCE') OR HAS_FLAG(q.outcomes, 'LEGAL_ACTION') OR NOT c.record_id IS NULL
                THEN 'continuing'
            WHEN (q.no_further_action OR HAS_FLAG(q.outcomes, 'NFA'))
                AND NOT COALESCE(HAS_FLAG(q.outcomes, 'PROV_OF_SERVICES'), FALSE)
                AND NOT COALESCE(HAS_FLAG(q.outcomes, 'PROV_OF_SB_CARE'), FALSE) THEN 'not_substantiated'
            WHEN HAS_FLAG(q.outcomes, 'PROV_OF_SERVICES') OR HAS_FLAG(q.outcomes, 'PROV_OF_SB_CARE')
                OR HAS_FLAG(q.outcomes, 'NFA_CONTINUE_SINGLE') OR HAS_FLAG(q.outcomes, 'MONITOR')
                OR HAS_FLAG(q.outcomes, 'OTHER_OUTCOMES_EXIST') THEN 'not_continuing'
            ELSE 'not_recorded' END AS outcome,
       c.conference_on, CASE WHEN c.conference_on IS NULL THEN 'no_conference' ELSE 'conference_held' END AS conference,
       COALESCE(HAS_FLAG(q.outcomes, 'CP_CONFERENCE'), FALSE) AS asks_for_conference, q.no_further_action,
       {LAST_DAY} AS known_until_on
FROM enquiries AS q
LEFT JOIN conferred AS c ON c.authority = q.authority AND c.record_id = q.record_id
"""

COHORT = Cohort(
    name="section_47_enquiries",
    title="Section 47 enquiries",
    row="A child in a section 47 enquiry.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the enquiry started, after a strategy discussion"),
        "ended_on": day("the day on which the enquiry ended", needs=("ssd_s47_enquiry.s47e_s47_end_date",)),
        "outcome": text(
            "continuing, not_continuing, not_substantiated or not_recorded; empty until the enquiry ends",
            needs=("ssd_s47_enquiry.s47e_s47_outcome_json",),
        ),
        "conference_on": day("the day of the conference that the enquiry led to", needs=("ssd_initial_cp_conference",)),
        "conference": text(
            "whether a conference was held: conference_held or no_conference", needs=("ssd_initial_cp_conference",)
        ),
        "asks_for_conference": truth("the outcome says that a conference is to be held"),
        "no_further_action": truth("the enquiry ended in no further action"),
        "known_until_on": day("the last day that the extract describes"),
    },
    dates=("started_on", "ended_on"),
    needs=("ssd_s47_enquiry",),
    doubtful_without=("ssd_initial_cp_conference",),
    breakdowns={"outcome": "outcome", "conference": "conference"},
)
