"""Plans for permanence away from the parents: one row a child who has a record of one (B-PERM), with what came of it.

A child with several records is known by the one with the latest decision of the agency decision maker, then the highest id.
Orders of adoption are told by the end of care (reason E11 or E12), and where the child has no such end, by the record.
"""

from sightline.cohorts.model import Cohort, Kind, day, text, truth
from sightline.cohorts.shared_sql import LAST_DAY


def known(column: str) -> str:
    """A day of the record, as long as it has come."""
    return f"CASE WHEN {column} <= {LAST_DAY} THEN {column} END"


SQL = f"""
WITH records AS (
    SELECT authority, perm_person_id AS person_id, perm_table_id AS record_id, perm_cla_id AS cla_id,
           {known("perm_adm_decision_date")} AS decided_on, {known("perm_placement_order_date")} AS placement_order_on,
           {known("perm_matched_date")} AS matched_on, {known("perm_placed_for_adoption_date")} AS placed_on,
           COALESCE(perm_adopted_by_carer_flag, FALSE) AS adopted_by_carer,
           LEAST({known("perm_placed_foster_carer_date")}, {known("perm_placed_ffa_cp_date")}) AS fostered_from_on,
           {known("perm_decision_reversed_date")} AS reversed_on,
           {known("perm_permanence_order_date")} AS order_on, LOWER(TRIM(perm_permanence_order_type)) AS order_type
    FROM ssd_permanence
    WHERE NOT perm_person_id IS NULL
),
ranked AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY authority, person_id
                                 ORDER BY decided_on DESC NULLS LAST, record_id DESC) AS place
    FROM records
)
SELECT authority, person_id, record_id, CAST(NULL AS VARCHAR) AS team, CAST(NULL AS VARCHAR) AS worker,
       CASE WHEN place > 1 THEN 'The child has a later record.' END AS excluded_because,
       cla_id, decided_on, placement_order_on, matched_on, placed_on, adopted_by_carer,
       -- Carers who adopt had the child before; the clock of their time together starts there.
       CASE WHEN adopted_by_carer AND fostered_from_on < placed_on THEN fostered_from_on ELSE placed_on END AS moved_in_on,
       reversed_on, CASE WHEN order_type = 'adoption' THEN order_on END AS adoption_order_on
FROM ranked
"""

COHORT = Cohort(
    name="permanence_plans",
    title="Plans for permanence",
    row="A child with a record of a plan for permanence.",
    kind=Kind.EVENT,
    sql=SQL,
    columns={
        "cla_id": text("the period of care that the record names"),
        "decided_on": day(
            "the day on which the agency decision maker decided on adoption", needs=("ssd_permanence.perm_adm_decision_date",)
        ),
        "placement_order_on": day("the day of the placement order", needs=("ssd_permanence.perm_placement_order_date",)),
        "matched_on": day("the day on which the child was matched with adopters", needs=("ssd_permanence.perm_matched_date",)),
        "placed_on": day(
            "the day on which the child was placed for adoption", needs=("ssd_permanence.perm_placed_for_adoption_date",)
        ),
        "adopted_by_carer": truth("the adopters were the child's foster carers"),
        "moved_in_on": day("the day on which the child moved in with the adopters, as foster carers where they were"),
        "reversed_on": day("the day on which the decision for adoption was reversed"),
        "adoption_order_on": day("the day of the adoption order, as the record says"),
    },
    dates=("decided_on", "placed_on", "matched_on"),
    allocated=True,
    needs=("ssd_permanence",),
)
