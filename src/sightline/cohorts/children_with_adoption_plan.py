"""Children on their way to adoption: one row a looked-after child with a plan of adoption, at each month end.

A child whose decision was reversed by the day is kept but does not count. Nothing dated later is used.
"""

from sightline.cohorts.model import Cohort, Kind, day, truth

SQL = """
WITH orders AS (
    SELECT authority, person_id, MIN(ordered_on) AS ordered_on FROM adoptions GROUP BY authority, person_id
)
SELECT p.authority, p.person_id, p.record_id, c.as_at, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN p.reversed_on <= c.as_at THEN 'The decision for adoption was reversed.' END AS excluded_because,
       c.started_on, CASE WHEN p.decided_on <= c.as_at THEN p.decided_on END AS decided_on,
       CASE WHEN p.placement_order_on <= c.as_at THEN p.placement_order_on END AS placement_order_on,
       CASE WHEN p.matched_on <= c.as_at THEN p.matched_on END AS matched_on,
       CASE WHEN p.placed_on <= c.as_at THEN p.placed_on END AS placed_on,
       COALESCE(o.ordered_on <= c.as_at, FALSE) AS is_adopted
FROM (
    SELECT authority, person_id, record_id, placement_order_on, matched_on, placed_on, reversed_on,
           decided_on, LEAST(decided_on, placed_on) AS begun_on
    FROM permanence_plans WHERE excluded_because IS NULL
) AS p
JOIN looked_after AS c ON c.authority = p.authority AND c.person_id = p.person_id AND c.as_at >= p.begun_on
LEFT JOIN orders AS o ON o.authority = p.authority AND o.person_id = p.person_id
WHERE c.excluded_because IS NULL
"""

COHORT = Cohort(
    name="children_with_adoption_plan",
    title="Children with a plan of adoption",
    row="A looked-after child with a plan of adoption.",
    kind=Kind.SNAPSHOT,
    sql=SQL,
    columns={
        "started_on": day("the day on which the child started to be looked after"),
        "decided_on": day(
            "the day on which the agency decision maker decided on adoption", needs=("ssd_permanence.perm_adm_decision_date",)
        ),
        "placement_order_on": day("the day of the placement order", needs=("ssd_permanence.perm_placement_order_date",)),
        "matched_on": day("the day on which the child was matched with adopters", needs=("ssd_permanence.perm_matched_date",)),
        "placed_on": day(
            "the day on which the child was placed for adoption", needs=("ssd_permanence.perm_placed_for_adoption_date",)
        ),
        "is_adopted": truth("an adoption order was made by the day"),
    },
    dates=(),
    reads=("looked_after", "adoptions", "permanence_plans"),
    allocated=True,
    needs=("ssd_permanence", "ssd_cla_episodes"),
    doubtful_without=("ssd_legal_status",),
)
