"""Foster carers at each month end: one row a household that is approved on the day."""

from sightline.cohorts.model import Cohort, Kind, day, text, whole

SQL = """
SELECT f.authority, f.person_id, f.record_id, s.as_at, CAST(NULL AS VARCHAR) AS team,
       CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       f.approval_type, f.approved_on, f.places
FROM foster_households AS f
JOIN snapshots AS s ON f.approved_on <= s.as_at AND (f.ceased_on IS NULL OR f.ceased_on > s.as_at)
"""

COHORT = Cohort(
    name="approved_foster_households",
    title="Foster carer households approved at the time",
    row="A household that is approved to foster on the day.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "approval_type": text("mainstream, connected, short_break or supported_lodgings"),
        "approved_on": day("the day on which the household was approved"),
        "places": whole("children for whom it is approved"),
    },
    dates=(),
    reads=("foster_households",),
    needs=("loc_foster_household",),
    of_children=False,
    breakdowns={"approval_type": "approval_type"},
)
