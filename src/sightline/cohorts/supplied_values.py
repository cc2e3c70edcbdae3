"""Values typed in by hand for an indicator that nobody can calculate: one row a value, by the last day it is about.

A forecast has a low and a high value for one period, told apart by `window` in the local table.
"""

from sightline.cohorts.model import Cohort, Kind, day, number, text, truth

SQL = """
SELECT authority, CAST(NULL AS VARCHAR) AS person_id,
       indicator_id || ' ' || CAST(period_end AS VARCHAR) || COALESCE(' ' || "window", '') || COALESCE(' ' || unit_id, '')
           AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN value IS NULL THEN 'No value was given.'
            WHEN NOT unit_id IS NULL THEN 'A value of one unit is not a value of the authority.' END AS excluded_because,
       period_end AS period_ended_on, indicator_id, LOWER(TRIM("window")) AS bound, value AS supplied_value, source,
       ROW_NUMBER() OVER (PARTITION BY authority, indicator_id, MONTH_INDEX(period_end),
                                       CASE WHEN value IS NULL OR NOT unit_id IS NULL THEN 1 ELSE 0 END
                          ORDER BY value, period_end, "window", unit_id) = 1 AS is_lowest
FROM loc_manual_series
WHERE NOT period_end IS NULL
"""

COHORT = Cohort(
    name="supplied_values",
    title="Values supplied by hand",
    row="A value that somebody supplied.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "period_ended_on": day("the last day that the value is about"),
        "indicator_id": text("the indicator that it is a value of"),
        "bound": text("what kind of value it is: low or high for a forecast"),
        "supplied_value": number("the value"),
        "source": text("where it comes from"),
        "is_lowest": truth("the lowest of the values of the indicator for the month"),
    },
    dates=("period_ended_on",),
    needs=("loc_manual_series",),
    breakdowns={"bound": "bound"},
    of_children=False,
    is_supplied=True,
)
