"""The rules, in the order in which they look. One rule a file, with its worked examples."""

from __future__ import annotations

from sightline.intake.issues import Rule
from sightline.intake.rules import (
    after_death,
    assessment_lost,
    before_birth,
    birth_unknown,
    blank_required,
    broken_json,
    conference_without_enquiry,
    duplicate_key,
    empty_table,
    end_before_start,
    future_date,
    legacy_person,
    missing_column,
    missing_key,
    missing_table,
    no_allocated_role,
    no_legal_status,
    no_person,
    number_out_of_range,
    overlapping_episodes,
    permanence_empty,
    person_filled,
    placeholder_table,
    plan_not_from_conference,
    same_ceased_date,
    same_day_referral,
    seen_left_blank,
    several_care_leaver_rows,
    shifted_row,
    staff_number,
    stopped,
    two_open_cp_plans,
    unknown_code,
    unknown_column,
    unknown_file,
    unknown_parent,
    unknown_person,
    unknown_worker,
    unreadable_date,
    unreadable_flag,
    unreadable_number,
    words_for_dates,
    worker_name,
)

STOPPED = stopped.RULE
RULES: tuple[Rule, ...] = (
    # Files.
    stopped.RULE,
    unknown_file.RULE,
    unknown_column.RULE,
    missing_table.RULE,
    missing_column.RULE,
    empty_table.RULE,
    placeholder_table.RULE,
    shifted_row.RULE,
    # Cells.
    words_for_dates.RULE,
    unreadable_date.RULE,
    unreadable_flag.RULE,
    unreadable_number.RULE,
    number_out_of_range.RULE,
    unknown_code.RULE,
    broken_json.RULE,
    # Keys: what follows never sees the rows that these drop.
    missing_key.RULE,
    duplicate_key.RULE,
    blank_required.RULE,
    # Ids that were mended.
    person_filled.RULE,
    legacy_person.RULE,
    staff_number.RULE,
    worker_name.RULE,
    # Tables beside each other.
    no_person.RULE,
    unknown_person.RULE,
    unknown_parent.RULE,
    unknown_worker.RULE,
    birth_unknown.RULE,
    end_before_start.RULE,
    future_date.RULE,
    before_birth.RULE,
    after_death.RULE,
    same_day_referral.RULE,
    assessment_lost.RULE,
    conference_without_enquiry.RULE,
    plan_not_from_conference.RULE,
    two_open_cp_plans.RULE,
    overlapping_episodes.RULE,
    same_ceased_date.RULE,
    no_legal_status.RULE,
    permanence_empty.RULE,
    several_care_leaver_rows.RULE,
    seen_left_blank.RULE,
    no_allocated_role.RULE,
)
_BY_CODE = {rule.code: rule for rule in RULES}


def rule_named(code: str) -> Rule:
    """The rule with this code."""
    return _BY_CODE[code]
