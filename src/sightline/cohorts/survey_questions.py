"""Surveys: one row a question of a survey, by the day the survey closed. Answers are counted elsewhere and typed in."""

from sightline.cohorts.model import Cohort, Kind, day, text, whole

SQL = """
SELECT authority, CAST(NULL AS VARCHAR) AS person_id, survey_id || COALESCE(' ' || question, '') AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       closed_date AS closed_on, LOWER(TRIM(survey_name)) AS survey_name, question,
       eligible_n AS eligible, responses_n AS responses, positive_n AS positive
FROM loc_survey
WHERE NOT closed_date IS NULL
"""

COHORT = Cohort(
    name="survey_questions",
    title="Surveys",
    row="A question of a survey, with its answers counted.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "closed_on": day("the day on which the survey closed"),
        "survey_name": text("staff_supervision, pledge or other"),
        "question": text("the question as it was put"),
        "eligible": whole("how many could have answered"),
        "responses": whole("how many answered"),
        "positive": whole("how many answered well"),
    },
    dates=("closed_on",),
    needs=("loc_survey",),
    of_children=False,
    is_supplied=True,
)
