"""Initial child protection conferences: one row a child at one conference (B-ICPC).

A conference without a date was booked or called off; it is kept but does not count. Children who move in with a plan have
a transfer-in conference: it counts as a conference, never in timeliness, because no enquiry of ours came before it.

The clock starts with the section 47 enquiry that the conference names. Where it names none, or one that the extract does
not hold, it is the child's latest enquiry that started in the 90 days up to the conference.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth

SQL = """
WITH conferences AS (
    SELECT c.authority, c.icpc_person_id AS person_id, c.icpc_icpc_id AS record_id, c.icpc_icpc_date AS held_on,
           c.icpc_icpc_meeting_id AS meeting_id, COALESCE(c.icpc_icpc_transfer_in, FALSE) AS is_transfer_in,
           c.icpc_icpc_target_date AS target_on, c.icpc_icpc_outcome_cp_flag AS led_to_plan,
           c.icpc_icpc_team AS team, c.icpc_icpc_worker_id AS worker,
           q.s47e_s47_enquiry_id AS named_enquiry, q.s47e_s47_start_date AS named_started_on
    FROM ssd_initial_cp_conference AS c
    LEFT JOIN ssd_s47_enquiry AS q ON q.authority = c.authority AND q.s47e_s47_enquiry_id = c.icpc_s47_enquiry_id
        AND NOT q.s47e_s47_start_date IS NULL
),
latest_before AS (
    SELECT c.authority, c.record_id, q.s47e_s47_enquiry_id AS enquiry_id, q.s47e_s47_start_date AS started_on,
           ROW_NUMBER() OVER (PARTITION BY c.authority, c.record_id
                              ORDER BY q.s47e_s47_start_date DESC, q.s47e_s47_enquiry_id DESC) AS place
    FROM conferences AS c
    JOIN ssd_s47_enquiry AS q ON q.authority = c.authority AND q.s47e_person_id = c.person_id
        AND q.s47e_s47_start_date >= ADD_DAYS(c.held_on, -90) AND q.s47e_s47_start_date <= c.held_on
    WHERE c.named_enquiry IS NULL
),
timed AS (
    SELECT c.*, COALESCE(c.named_enquiry, b.enquiry_id) AS enquiry_id,
           COALESCE(c.named_started_on, b.started_on) AS enquiry_started_on
    FROM conferences AS c
    LEFT JOIN latest_before AS b ON b.authority = c.authority AND b.record_id = c.record_id AND b.place = 1
)
SELECT c.authority, c.person_id, c.record_id, c.team, c.worker,
       CASE WHEN c.person_id IS NULL THEN 'No child is named on the conference.'
            WHEN c.held_on IS NULL THEN 'The conference was not held.'
       END AS excluded_because,
       c.held_on, c.meeting_id, c.is_transfer_in, c.target_on, c.led_to_plan, c.enquiry_id, c.enquiry_started_on,
       CASE WHEN c.is_transfer_in OR c.held_on < c.enquiry_started_on THEN CAST(NULL AS VARCHAR)
            WHEN k_held.ordinal - k_start.ordinal <= 10 THEN '0_10'
            WHEN k_held.ordinal - k_start.ordinal <= 15 THEN '11_15'
            WHEN k_held.ordinal - k_start.ordinal <= 20 THEN '16_20'
            WHEN k_held.ordinal - k_start.ordinal > 20 THEN '21_plus' END AS days_band
FROM timed AS c
LEFT JOIN calendar AS k_held ON k_held.day = c.held_on
LEFT JOIN calendar AS k_start ON k_start.day = c.enquiry_started_on
"""

COHORT = Cohort(
    name="initial_conferences",
    title="Initial child protection conferences",
    row="A child at an initial child protection conference.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "held_on": day("the day of the conference"),
        "meeting_id": text("the meeting; brothers and sisters share one"),
        "is_transfer_in": truth("the child moved in from another authority with a plan"),
        "target_on": day("the due date that the case system holds"),
        "led_to_plan": truth(
            "the child was made the subject of a plan", needs=("ssd_initial_cp_conference.icpc_icpc_outcome_cp_flag",)
        ),
        "enquiry_id": text("the section 47 enquiry that led to the conference", needs=("ssd_s47_enquiry",)),
        "enquiry_started_on": day(
            "the day on which that enquiry started, after the strategy discussion", needs=("ssd_s47_enquiry",)
        ),
        "days_band": text(
            "working days from the enquiry's start to the conference, in the bands that are published", needs=("ssd_s47_enquiry",)
        ),
    },
    dates=("held_on",),
    needs=("ssd_initial_cp_conference",),
    breakdowns={"days_band": "days_band"},
)
