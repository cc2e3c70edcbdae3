"""A staff number where the worker's professional id belongs (SystemC writes it on enquiries and conferences)."""

from __future__ import annotations

from sightline.intake.issues import Example, Mender, Rule, Severity, Stage

RULE = Rule(
    code="staff_number",
    title="A staff number where a professional id belongs",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="The worker was given by staff number; the professional id of that worker was put in its place.",
    # Noted as each id is replaced (mending.py), before tables are compared.
    find=lambda extract, table: (),
    examples=(
        Example(
            tables={
                "ssd_professionals": """
                    prof_professional_id | prof_staff_id
                    ---------------------+--------------
                    w1                   | 90001
                """,
                "ssd_s47_enquiry": """
                    s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date | s47e_s47_completed_by_worker_id
                    --------------------+----------------+---------------------+--------------------------------
                    e1                  | child1         | 2024-05-08          | 90001
                    e2                  | child1         | 2024-06-08          | w1
                """,
            },
            expect=(("ssd_s47_enquiry", 2, "s47e_s47_completed_by_worker_id", ""),),
        ),
    ),
)
