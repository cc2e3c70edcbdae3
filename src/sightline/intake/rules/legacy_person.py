"""A permanence record under the child's legacy id (SystemC writes that one)."""

from __future__ import annotations

from sightline.intake.issues import Example, Mender, Rule, Severity, Stage

RULE = Rule(
    code="legacy_person",
    title="A legacy id where the person's id belongs",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="The record was under the child's legacy id; the person's own id was put in its place.",
    # Noted as each id is replaced (mending.py), before tables are compared.
    find=lambda extract, table: (),
    examples=(
        Example(
            tables={
                "ssd_person": """
                    pers_person_id | pers_legacy_id | pers_dob
                    ---------------+----------------+-----------
                    child1         | old77          | 2015-05-01
                """,
                "ssd_permanence": """
                    perm_table_id | perm_person_id | perm_matched_date
                    --------------+----------------+------------------
                    p1            | old77          | 2024-05-08
                    p2            | child1         | 2024-05-08
                """,
            },
            expect=(("ssd_permanence", 2, "perm_person_id", ""),),
        ),
    ),
)
