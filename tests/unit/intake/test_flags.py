"""Outcome flags out of JSON, sound or broken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.intake.codes import CODE_SETS
from sightline.intake.flags import read_factors, read_flags

CONTACT = CODE_SETS["contact_outcome_flags"]
ASSESSMENT = CODE_SETS["assessment_outcome_flags"]


@pytest.mark.parametrize(
    ("text", "true", "present"),
    [
        ('{"NEW_REFERRAL_FLAG":"Y","NFA_FLAG":"N"}', "|NEW_REFERRAL|", "|NEW_REFERRAL|NFA|"),
        (
            '{"NFA_FLAG": 1, "ADVICE_FLAG": 0, "MISSING_FLAG": true, "OLA_CP_FLAG": null}',
            "|MISSING|NFA|",
            "|ADVICE|MISSING|NFA|OLA_CP|",
        ),
        ('{"nfa_flag":"yes"}', "|NFA|", "|NFA|"),
        ('{"NFA":"Y"}', "|NFA|", "|NFA|"),
        ("{}", "|", "|"),
        ('{"NUMBER_OF_OUTCOMES":"2","COMMENTS":"NFA_FLAG: Y"}', "|", "|"),
        ('[{"NFA_FLAG":"Y"}]', "|NFA|", "|NFA|"),
        # A flag that the standard may add later is kept.
        ('{"BRAND_NEW_FLAG":"Y"}', "|BRAND_NEW|", "|BRAND_NEW|"),
        # Put together by hand, with a quotation mark in the comment.
        ('{"NEW_REFERRAL_FLAG":"Y","NFA_FLAG":"N","COMMENTS":"she said "no""}', "|NEW_REFERRAL|", "|NEW_REFERRAL|NFA|"),
        ("{NEW_REFERRAL_FLAG:Y, NFA_FLAG:N}", "|NEW_REFERRAL|", "|NEW_REFERRAL|NFA|"),
        ("{'NEW_REFERRAL_FLAG': 'Yes', 'OLA_CP_FLAG': 'N'", "|NEW_REFERRAL|", "|NEW_REFERRAL|OLA_CP|"),
        # In broken JSON the flag's own mention comes first; the comment's does not count.
        ('{"NFA_FLAG":"N","COMMENTS":"form says "NFA_FLAG":"Y""}', "|", "|NFA|"),
        ("no flags at all", "|", "|"),
    ],
)
def test_flags(text: str, true: str, present: str) -> None:
    assert read_flags(text, CONTACT) == (true, present)


def test_a_flag_is_not_taken_for_one_that_its_name_begins_or_ends_with() -> None:
    assert read_flags('{"NFA_S47_END_FLAG":"Y","NFA_FLAG":"N","COMMENTS":"""}', ASSESSMENT) == (
        "|NFA_S47_END|",
        "|NFA|NFA_S47_END|",
    )
    assert read_flags('{"OLA_CP_FLAG":"Y","x":"""}', CODE_SETS["icpc_outcome_flags"]) == ("|OLA_CP|", "|OLA_CP|")


def test_care_plan_codes_have_no_suffix() -> None:
    assert read_flags('{"REMAINSUP":"Y","LTFOST18":"N"}', CODE_SETS["care_plan_flags"]) == ("|REMAINSUP|", "|LTFOST18|REMAINSUP|")


@given(st.dictionaries(st.sampled_from(CONTACT.codes), st.sampled_from(["Y", "N", 1, 0, True, False, None])), st.text())
def test_sound_and_broken_json_say_the_same(flags: dict[str, object], comment: str) -> None:
    sound = json.dumps({f"{name}_FLAG": value for name, value in flags.items()})
    broken = sound.removesuffix("}") + ', "COMMENTS": "' + comment.replace("_FLAG", "").replace(":", "") + '""'
    assert read_flags(broken, CONTACT) == read_flags(sound, CONTACT)


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ('["3B", "4B"]', "|3B|4B|"),
        ('["1A","1A"]', "|1A|"),
        ("[]", "|"),
        ('{"1A": "Yes", "2B": "No", "24A": 1}', "|1A|24A|"),
        ('{"factor_1": "3B", "factor_2": ""}', "|3B|"),
        ('["21"]', "|21|"),
        ("3B;4B", "|3B|4B|"),
        ('["3B - Domestic abuse: parent"]', "|3B|"),
    ],
)
def test_factors(text: str, factors: str) -> None:
    assert read_factors(text) == factors
