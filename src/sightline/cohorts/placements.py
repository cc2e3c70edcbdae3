"""Placements: one row a child in one real placement (B-PLC), made of the rows that belong together."""

from sightline.cohorts.model import Cohort, Kind, day, number, text, whole

SQL = """
WITH ordered AS (
    SELECT *,
           ROW_NUMBER() OVER (PARTITION BY authority, period_id, number_in_period
                              ORDER BY started_on, COALESCE(ended_on, DATE '9999-12-31'), placement_id) AS from_first,
           ROW_NUMBER() OVER (PARTITION BY authority, period_id, number_in_period
                              ORDER BY started_on DESC, COALESCE(ended_on, DATE '9999-12-31') DESC,
                                       placement_id DESC) AS from_last
    FROM placement_rows
)
SELECT authority, MAX(person_id) AS person_id, MAX(CASE WHEN from_first = 1 THEN record_id END) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       period_id, number_in_period, MIN(started_on) AS started_on,
       MAX(CASE WHEN from_last = 1 THEN ended_on END) AS ended_on,
       MAX(CASE WHEN from_last = 1 THEN placement_type END) AS placement_type,
       MAX(CASE WHEN from_last = 1 THEN provider END) AS provider,
       MAX(CASE WHEN from_last = 1 THEN distance END) AS distance,
       MAX(CASE WHEN from_last = 1 THEN postcode END) AS postcode
FROM ordered
GROUP BY authority, period_id, number_in_period
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
    needs=("ssd_cla_placement",),
)
