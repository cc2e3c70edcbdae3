"""Looked-after children as school terms end: one row a child who is looked after on the last day of a term.

It is an event, so that a figure of a term is of its last day, and of no month in between.
"""

from sightline.cohorts.model import Cohort, Kind, day, truth

SQL = """
SELECT authority, person_id, record_id || ' ' || CAST(as_at AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker, CAST(NULL AS VARCHAR) AS excluded_because,
       as_at AS term_ended_on, started_on, is_of_pep_age, term_pep_on
FROM looked_after_plans
WHERE is_term_end
"""

COHORT = Cohort(
    name="children_at_term_ends",
    title="Looked-after children at the end of a term",
    row="A child looked after on the last day of a school term.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "term_ended_on": day("the last day of the term"),
        "started_on": day("the day on which the child started to be looked after"),
        "is_of_pep_age": truth("of an age at which a personal education plan is expected"),
        "term_pep_on": day("the day on which the plan for the term was completed"),
    },
    dates=("term_ended_on",),
    reads=("looked_after_plans",),
    allocated=True,
    needs=("ssd_cla_episodes", "loc_pep"),
    doubtful_without=("ssd_legal_status",),
)
