"""School records: one row a child and school year or term, placed by its last day."""

from sightline.cohorts.model import Cohort, Kind, day, text, truth, whole

SQL = """
SELECT authority, person_id, person_id || ' ' || period_label AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       period_end AS period_ended_on, sessions_possible, sessions_missed, neet,
       TRIM(REPLACE(REPLACE(UPPER(year_group), 'YEAR', ''), 'Y', '')) AS year_group
FROM loc_education
"""

COHORT = Cohort(
    name="education_records",
    title="School records",
    row="A child's school year or term.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "period_ended_on": day("the last day of the year or term"),
        "sessions_possible": whole("half days of school that the child could have attended"),
        "sessions_missed": whole("half days missed, for whatever reason"),
        "neet": truth("not in education, employment or training"),
        "year_group": text("the school year, such as 11"),
    },
    dates=("period_ended_on",),
    allocated=True,
    needs=("loc_education",),
)
