"""Special guardianship orders: one row an order among the legal statuses of any child, whether or not it ended care."""

from sightline.cohorts.model import Cohort, Kind, day

SQL = """
SELECT authority, lega_person_id AS person_id, lega_legal_status_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN lega_person_id IS NULL THEN 'No child is named on the order.' END AS excluded_because,
       lega_legal_status_start_date AS started_on
FROM ssd_legal_status
WHERE UPPER(lega_legal_status) LIKE 'SGO%' OR UPPER(lega_legal_status) LIKE '%SPECIAL GUARDIANSHIP%'
"""

COHORT = Cohort(
    name="special_guardianship_orders",
    title="Special guardianship orders",
    row="A special guardianship order of a child.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={"started_on": day("the day of the order")},
    dates=("started_on",),
    allocated=True,
    needs=("ssd_legal_status",),
)
