"""Adoptions: one row an adoption order of a child who was looked after, by the day of the order.

The order is told by the end of care for adoption (reason E11 or E12). A child who has no such end, but whose record of
permanence holds an adoption order, is taken by that. Care was entered in the period that the record names, else in the latest
that had begun by the day of the order.
"""

from sightline.cohorts.model import Cohort, Kind, day, truth

SQL = """
WITH ends AS (
    SELECT authority, person_id, record_id, ended_on AS ordered_on
    FROM periods_of_care
    WHERE excluded_because IS NULL AND ended_reason IN ('E11', 'E12') AND NOT ended_on IS NULL
),
plans AS (SELECT * FROM permanence_plans WHERE excluded_because IS NULL),
orders AS (
    SELECT authority, person_id, record_id, ordered_on FROM ends
    UNION ALL
    SELECT p.authority, p.person_id, 'order ' || p.record_id AS record_id, p.adoption_order_on AS ordered_on
    FROM plans AS p
    LEFT JOIN (SELECT DISTINCT authority, person_id FROM ends) AS e ON e.authority = p.authority AND e.person_id = p.person_id
    WHERE e.person_id IS NULL AND NOT p.adoption_order_on IS NULL
),
entered AS (
    SELECT o.authority, o.record_id, MAX(c.started_on) AS latest_on,
           MAX(CASE WHEN c.cla_id = p.cla_id THEN c.started_on END) AS named_on
    FROM orders AS o
    JOIN periods_of_care AS c ON c.authority = o.authority AND c.person_id = o.person_id AND c.started_on <= o.ordered_on
    LEFT JOIN plans AS p ON p.authority = o.authority AND p.person_id = o.person_id
    WHERE c.excluded_because IS NULL
    GROUP BY o.authority, o.record_id
),
judged_harder AS (
    SELECT DISTINCT authority, person_id FROM loc_adoption_event WHERE harder_to_place
)
SELECT o.authority, o.person_id, o.record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CAST(NULL AS VARCHAR) AS excluded_because,
       o.ordered_on, COALESCE(n.named_on, n.latest_on) AS entered_care_on, p.decided_on, p.placement_order_on, p.matched_on,
       p.placed_on, p.moved_in_on, COALESCE(p.adopted_by_carer, FALSE) AS adopted_by_carer,
       NOT h.person_id IS NULL AS harder_to_place
FROM orders AS o
LEFT JOIN entered AS n ON n.authority = o.authority AND n.record_id = o.record_id
LEFT JOIN plans AS p ON p.authority = o.authority AND p.person_id = o.person_id
LEFT JOIN judged_harder AS h ON h.authority = o.authority AND h.person_id = o.person_id
"""

COHORT = Cohort(
    name="adoptions",
    title="Adoptions",
    row="An adoption order of a child.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "ordered_on": day("the day of the adoption order"),
        "entered_care_on": day("the day on which the child started to be looked after"),
        "decided_on": day(
            "the day on which the agency decision maker decided on adoption", needs=("ssd_permanence.perm_adm_decision_date",)
        ),
        "placement_order_on": day("the day of the placement order", needs=("ssd_permanence.perm_placement_order_date",)),
        "matched_on": day("the day on which the child was matched with adopters", needs=("ssd_permanence.perm_matched_date",)),
        "placed_on": day(
            "the day on which the child was placed for adoption", needs=("ssd_permanence.perm_placed_for_adoption_date",)
        ),
        "moved_in_on": day(
            "the day on which the child moved in with the adopters, as foster carers where they were", needs=("ssd_permanence",)
        ),
        "adopted_by_carer": truth("the adopters were the child's foster carers", needs=("ssd_permanence",)),
        "harder_to_place": truth("the authority judged the child harder to place", needs=("loc_adoption_event",)),
    },
    dates=("ordered_on",),
    reads=("periods_of_care", "permanence_plans"),
    allocated=True,
    needs=("ssd_cla_episodes",),
    doubtful_without=("ssd_legal_status", "ssd_permanence"),
)
