"""Adopters: one row a household that asked to adopt, with the days of its stages."""

from sightline.cohorts.model import Cohort, Kind, day

SQL = """
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, household_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       enquiry_date AS enquired_on, stage1_start AS stage_1_on, stage2_start AS stage_2_on, approved_date AS approved_on,
       matched_date AS matched_on, ceased_date AS ceased_on
FROM loc_adopter_household
"""

COHORT = Cohort(
    name="adopter_households",
    title="Adopter households",
    row="A household that asked to adopt.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "enquired_on": day("the day on which the household asked"),
        "stage_1_on": day("the day on which stage 1 of the assessment started"),
        "stage_2_on": day("the day on which stage 2 started"),
        "approved_on": day("the day on which the household was approved"),
        "matched_on": day("the day on which a child was matched with it"),
        "ceased_on": day("the day on which it gave up or was no longer approved"),
    },
    dates=("enquired_on", "approved_on", "matched_on"),
    needs=("loc_adopter_household",),
    of_children=False,
)
