"""Foster carers: one row a household that was approved, by the day of approval or of its end."""

from sightline.cohorts.model import Cohort, Kind, day, text, whole

SQL = """
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, household_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, supervising_worker_id AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       LOWER(approval_type) AS approval_type, approved_date AS approved_on, approved_places AS places,
       ceased_date AS ceased_on, LOWER(ceased_reason) AS ceased_reason
FROM loc_foster_household
"""

COHORT = Cohort(
    name="foster_households",
    title="Foster carer households",
    row="A household that was approved to foster.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "approval_type": text("mainstream, connected, short_break or supported_lodgings"),
        "approved_on": day("the day on which the household was approved"),
        "places": whole("children for whom it is approved"),
        "ceased_on": day("the day on which the approval ended"),
        "ceased_reason": text("why it ended: resigned, deregistered, to_adoption or other"),
    },
    dates=("approved_on", "ceased_on"),
    needs=("loc_foster_household",),
    of_children=False,
    breakdowns={"approval_type": "approval_type"},
)
