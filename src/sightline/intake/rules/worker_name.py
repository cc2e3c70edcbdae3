"""A worker's name where the professional id belongs (SystemC writes it on referrals)."""

from __future__ import annotations

from sightline.intake.issues import Example, Mender, Rule, Severity, Stage

RULE = Rule(
    code="worker_name",
    title="A worker's name where a professional id belongs",
    severity=Severity.DOUBTFUL,
    mender=Mender.SUPPLIER,
    stage=Stage.TABLES,
    says="The worker was given by name; the professional id of the one worker of that name was put in its place.",
    # Noted as each id is replaced (mending.py), before tables are compared.
    find=lambda extract, table: (),
    examples=(
        Example(
            tables={
                "ssd_professionals": """
                    prof_professional_id | prof_professional_name
                    ---------------------+-----------------------
                    w1                   | Ann Example
                    w2                   | Bo Twin
                    w3                   | Bo Twin
                """,
                "ssd_cin_episodes": """
                    cine_referral_id | cine_person_id | cine_referral_date | cine_referral_worker_id
                    -----------------+----------------+--------------------+------------------------
                    r1               | child1         | 2024-05-08         | ann example
                    r2               | child1         | 2024-06-08         | Bo Twin
                    r3               | child1         | 2024-07-08         | w2
                """,
            },
            expect=(("ssd_cin_episodes", 2, "cine_referral_worker_id", ""),),
        ),
    ),
)
