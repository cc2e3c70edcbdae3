"""Something that ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sightline.intake.issues import Example, Finding, Mender, Rule, Severity, Stage

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Table, start, end.
SPANS = tuple(
    tuple(line.split())
    for line in """
    ssd_address addr_address_start_date addr_address_end_date
    ssd_immigration_status immi_immigration_status_start_date immi_immigration_status_end_date
    ssd_cin_episodes cine_referral_date cine_close_date
    ssd_legal_status lega_legal_status_start_date lega_legal_status_end_date
    ssd_early_help_episodes earl_episode_start_date earl_episode_end_date
    ssd_cin_assessments cina_assessment_start_date cina_assessment_auth_date
    ssd_cin_plans cinp_cin_plan_start_date cinp_cin_plan_end_date
    ssd_s47_enquiry s47e_s47_start_date s47e_s47_end_date
    ssd_cp_plans cppl_cp_plan_start_date cppl_cp_plan_end_date
    ssd_cla_episodes clae_cla_episode_start_date clae_cla_episode_ceased_date
    ssd_cla_placement clap_cla_placement_start_date clap_cla_placement_end_date
    ssd_cla_care_plan lacp_cla_care_plan_start_date lacp_cla_care_plan_end_date
    ssd_missing miss_missing_episode_start_date miss_missing_episode_end_date
    ssd_involvements invo_involvement_start_date invo_involvement_end_date
    loc_org_unit valid_from valid_to
    loc_worker valid_from valid_to
    loc_worker start_date leave_date
    loc_absence start_date end_date
    loc_child_flag start_date end_date
    loc_private_fostering start_date end_date
    loc_early_help_episode start_date end_date
    loc_foster_household approved_date ceased_date
    loc_contact_decision received_at decision_at
    loc_target valid_from valid_to
    loc_practice_alert raised_date resolved_date
    """.strip().splitlines()
)


def find(extract: Extract, table: str) -> Iterator[Finding]:
    for name, start, end in SPANS:
        if extract.has(name, start, end):
            yield Finding(
                name,
                end,
                rows=f"SELECT file_row, strftime({end}, '%Y-%m-%d') || ', start ' || strftime({start}, '%Y-%m-%d') "
                f"AS found FROM {name} WHERE {end} < {start}",
                allowed=f"on or after {start}",
            )


RULE = Rule(
    code="end_before_start",
    title="An end before its start",
    severity=Severity.DOUBTFUL,
    mender=Mender.RECORDER,
    stage=Stage.TABLES,
    says="It ends before it starts, so it is left out of whatever counts its length.",
    find=find,
    examples=(
        Example(
            tables={
                "ssd_cin_plans": """
                    cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date | cinp_cin_plan_end_date
                    -----------------+----------------+--------------------------+-----------------------
                    p1               | child1         | 2024-05-02               | 2024-05-01
                    p2               | child1         | 2024-05-02               | 2024-05-02
                    p3               | child1         | 2024-05-02               |
                """,
            },
            expect=(("ssd_cin_plans", 2, "cinp_cin_plan_end_date", "2024-05-01, start 2024-05-02"),),
        ),
    ),
)
