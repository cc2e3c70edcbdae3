"""Events on the way to adoption and after it, as the authority keeps them: disruptions, panels, appeals, linking."""

from sightline.cohorts.model import Cohort, Kind, day, text

SQL = """
SELECT authority, person_id, person_id || ' ' || LOWER(event) || ' ' || CAST(event_date AS VARCHAR) AS record_id,
       CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because, event_date AS happened_on, LOWER(event) AS event
FROM loc_adoption_event
WHERE NOT person_id IS NULL
"""

COHORT = Cohort(
    name="adoption_events",
    title="Events in adoptions",
    row="An event in a child's adoption.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "happened_on": day("the day of the event"),
        "event": text("disruption_before_order, disruption_after_order, appeal, linking or panel"),
    },
    dates=("happened_on",),
    allocated=True,
    needs=("loc_adoption_event",),
    breakdowns={"event": "event"},
)
