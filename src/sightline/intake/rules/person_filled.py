"""A row without its person, which its plan, period of care or referral has (Mosaic leaves persons out of several tables)."""

from __future__ import annotations

from sightline.intake.issues import Example, Mender, Rule, Severity, Stage

RULE = Rule(
    code="person_filled",
    title="A person filled in from the parent record",
    severity=Severity.DOUBTFUL,
    mender=Mender.EXTRACTOR,
    stage=Stage.TABLES,
    says="The row had no person; the one of the plan, period of care or referral it belongs to was taken.",
    # Noted as each person is filled (mending.py), before tables are compared.
    find=lambda extract, table: (),
    examples=(
        Example(
            tables={
                "ssd_cp_plans": """
                    cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
                    ----------------+----------------+------------------------
                    plan1           | child1         | 2024-05-01
                """,
                "ssd_cp_visits": """
                    cppv_cp_visit_id | cppv_cp_plan_id | cppv_cp_visit_date
                    -----------------+-----------------+-------------------
                    visit1           | plan1           | 2024-05-08
                """,
            },
            expect=(("ssd_cp_visits", 2, "cppv_person_id", ""),),
        ),
    ),
)
