"""Matches with adopters: one row a child, placed by the adoption or by the match itself, as the setting a2_basis says.

By the default, adoptions, a match is counted when the child is adopted, so that all stages of one set of children can be read
together. The Department counts matches when they are made.
"""

from sightline.cohorts.model import Cohort, Kind, day

SQL = """
SELECT authority, person_id, record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because, ordered_on AS counted_on, placement_order_on, matched_on
FROM adoptions
WHERE SETTING('a2_basis') = 'adoptions'
UNION ALL
SELECT authority, person_id, record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       excluded_because, matched_on AS counted_on, placement_order_on, matched_on
FROM permanence_plans
WHERE SETTING('a2_basis') = 'matches' AND NOT matched_on IS NULL
"""

COHORT = Cohort(
    name="adoption_matches",
    title="Matches with adopters",
    row="A child adopted, or matched with adopters.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "counted_on": day("the day that places the row in a period, by the setting a2_basis"),
        "placement_order_on": day("the day of the placement order", needs=("ssd_permanence.perm_placement_order_date",)),
        "matched_on": day("the day on which the child was matched with adopters", needs=("ssd_permanence.perm_matched_date",)),
    },
    dates=("counted_on",),
    reads=("adoptions", "permanence_plans"),
    allocated=True,
    needs=("ssd_permanence", "ssd_cla_episodes"),
)
