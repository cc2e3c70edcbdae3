"""Contacts: one row a child on a contact (B-CON).

With the setting contacts_scope = new, a contact about a child whose case is open already, or that went to early help only,
is kept but does not count. Where `loc_contact_decision` holds the contact it says which those are; else a contact whose one
outcome is an existing referral is taken as one on an open case.

A contact has progressed to referral when its outcome says so. Where the outcome does not mention referral at all, a
referral of the child within three working days stands in for it.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY, sql_for_source_group

SQL = f"""
WITH dated AS (
    SELECT c.authority, c.cont_person_id AS person_id, c.cont_contact_id AS record_id,
           CAST(c.cont_contact_date AS DATE) AS received_on, c.cont_contact_source_code AS source_code,
           c.cont_contact_outcome_json_true AS outcomes, c.cont_contact_outcome_json_present AS outcomes_named,
           NOT d.cont_contact_id IS NULL AS decision_held, d.on_open_case, d.early_help_only, d.presenting_issue,
           d.screened_by_unit,
           -- A contact at midnight exactly is a contact without a time.
           COALESCE(d.received_at, CASE WHEN c.cont_contact_date > CAST(CAST(c.cont_contact_date AS DATE) AS TIMESTAMP)
                                        THEN c.cont_contact_date END) AS received_at,
           CASE WHEN CAST(d.decision_at AS DATE) <= {LAST_DAY} THEN d.decision_at END AS decision_at
    FROM ssd_contacts AS c
    LEFT JOIN loc_contact_decision AS d ON d.authority = c.authority AND d.cont_contact_id = c.cont_contact_id
),
-- Three working days are at most nine days apart, over Christmas; the range keeps the join small.
followed AS (
    SELECT DISTINCT c.authority, c.record_id
    FROM dated AS c
    JOIN referrals AS r ON r.authority = c.authority AND r.person_id = c.person_id
        AND r.referred_on >= c.received_on AND r.referred_on <= ADD_DAYS(c.received_on, 14)
    JOIN calendar AS k_contact ON k_contact.day = c.received_on
    JOIN calendar AS k_referral ON k_referral.day = r.referred_on
    WHERE r.excluded_because IS NULL AND r.referred_on <= {LAST_DAY}
      AND k_referral.ordinal - k_contact.ordinal <= 3
)
SELECT c.authority, c.person_id, c.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN c.person_id IS NULL THEN 'No child is named on the contact.'
            WHEN c.received_on IS NULL THEN 'The contact has no date.'
            WHEN SETTING('contacts_scope', c.received_on) = 'all' THEN CAST(NULL AS VARCHAR)
            WHEN c.decision_held AND c.on_open_case THEN 'The case was open already when the contact came.'
            WHEN c.decision_held AND c.early_help_only THEN 'The contact was for early help only.'
            WHEN NOT c.decision_held AND c.outcomes = '|EXISTING_REFERRAL|'
                THEN 'The case was open already when the contact came.'
       END AS excluded_because,
       c.received_on, c.source_code, {sql_for_source_group("c.source_code", "c.received_on")} AS source_group,
       c.presenting_issue, c.screened_by_unit AS screened_by,
       CASE WHEN COALESCE(HAS_FLAG(c.outcomes_named, 'NEW_REFERRAL'), FALSE) THEN HAS_FLAG(c.outcomes, 'NEW_REFERRAL')
            ELSE NOT f.record_id IS NULL END AS progressed_to_referral,
       CAST(c.decision_at AS DATE) AS decided_on, {LAST_DAY} AS known_until_on,
       NOT c.received_at IS NULL AS received_time_known,
       COALESCE(c.decision_at < c.received_at, FALSE) AS decided_before_received,
       COALESCE(c.decision_at <= c.received_at + INTERVAL '24' HOUR, FALSE) AS decided_within_24_hours
FROM dated AS c
LEFT JOIN followed AS f ON f.authority = c.authority AND f.record_id = c.record_id
"""

COHORT = Cohort(
    name="contacts",
    title="Contacts",
    row="A child on a contact received.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "received_on": day("the day on which the contact was received"),
        "source_code": text("who made contact, as a code of the CIN census"),
        "source_group": text("who made contact: police, education, health, council, public, other_la or other"),
        "presenting_issue": text("what the contact was about, in the authority's words", needs=("loc_contact_decision",)),
        "progressed_to_referral": truth("the contact became a referral", needs=("ssd_cin_episodes",)),
        "screened_by": text("the unit that screened the contact", needs=("loc_contact_decision",)),
        "decided_on": day("the day on which it was decided what happens next", needs=("loc_contact_decision",)),
        "known_until_on": day("the last day that the extract describes"),
        "received_time_known": truth("the time of day at which the contact was received is recorded"),
        "decided_before_received": truth("the decision is dated before the contact, which cannot be"),
        "decided_within_24_hours": truth(
            "the decision was made within 24 hours, nights and weekends included", needs=("loc_contact_decision",)
        ),
    },
    dates=("received_on",),
    reads=("referrals",),
    allocated=True,
    needs=("ssd_contacts",),
    breakdowns={
        "source_group": "source_group",
        "source_code": "source_code",
        "presenting_issue": "presenting_issue",
        "screened_by": "screened_by",
    },
)
