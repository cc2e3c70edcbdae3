"""Placements: one row a child in one real placement (B-PLC), made of the rows that belong together."""

from sightline.cohorts.model import Cohort, Kind, day, number, text, whole

SQL = """
SELECT authority, person_id, period_id || '/' || first_placement_id AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       period_id, number_in_period, placement_started_on AS started_on, ended_on, placement_type, provider, distance, postcode
FROM placement_rows
WHERE followed_on IS NULL
"""

COHORT = Cohort(
    name="placements",
    title="Placements",
    row="A child in one real placement, temporary stays and changes of status apart.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "period_id": text("the period of care that the placement is in"),
        "number_in_period": whole("the how-manieth placement of the period of care it is"),
        "started_on": day("the day on which the placement started"),
        "ended_on": day("the day on which the placement ended"),
        "placement_type": text("the kind of placement, as a code of the SSDA903"),
        "provider": text("who provides it, PR0 to PR5"),
        "distance": number("miles from home"),
        "postcode": text("where it is"),
    },
    dates=("started_on", "ended_on"),
    reads=("placement_rows",),
    allocated=True,
    needs=("ssd_cla_placement", "ssd_cla_episodes"),
)
