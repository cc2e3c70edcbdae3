"""Codes as systems write them, brought to the standard's."""

import pytest

from sightline.intake.codes import CODE_SETS


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("episode_ceased_reason", "E45", "E45"),
        ("episode_ceased_reason", "e4a", "E4A"),
        ("episode_ceased_reason", "E4A - Returned home to live with parents", "E4A"),
        ("episode_ceased_reason", "E45 Special guardianship order made to former foster carers", "E45"),
        ("episode_ceased_reason", "X1 Episode ceases, and new episode begins", "X1"),
        ("episode_ceased_reason", "Died", "E2"),
        ("legal_status", "C2: Full Care Order", "C2"),
        ("legal_status", "Interim care order", "C1"),
        ("legal_status", "Special Guardianship Order", "SGO"),
        ("episode_start_reason", "S - Started to be looked after", "S"),
        ("episode_start_reason", "Started to be looked after", "S"),
        ("care_leaver_accommodation", "U  Independent living", "U"),
        ("care_leaver_accommodation", "Foyers and similar", "T"),
        ("care_leaver_activity", "F2 Young person engaged full time in education", "F2"),
        ("accommodation_suitable", "Suitable", "1"),
        ("accommodation_suitable", "Yes", "1"),
        ("accommodation_suitable", "Unsuitable", "2"),
        ("in_touch", "yes", "YES"),
        ("in_touch", "NREQ - Services no longer required", "NREQ"),
        ("care_leaver_eligibility", "Former Relevant Child", "Former Relevant"),
        ("care_leaver_eligibility", "FORMER RELEVANT", "Former Relevant"),
        ("missing_type", "Missing", "M"),
        ("missing_type", "Absent", "A"),
        ("missing_type", "A - Away from placement without authorisation", "A"),
        ("cp_category", "Neglect", "NEG"),
        ("cp_category", "Emotional abuse", "EMO"),
        ("ethnicity", "CNHE", "CHNE"),
        ("ethnicity", "A1", "WBRI"),
        ("ethnicity", "White British", "WBRI"),
        ("sex", "1", "M"),
        ("sex", "Female", "F"),
        ("disability", "None", "NONE"),
        ("placement_type", "u4", "U4"),
        ("placement_type", "H5a", "H5A"),
        ("referral_source", "1A: Individual", "1A"),
        ("permanence_order", "SGO", "Special Guardianship Order"),
        ("worker_role", "Social Worker", "social_worker"),
    ],
)
def test_a_text_means_a_code(name: str, text: str, code: str) -> None:
    assert CODE_SETS[name].reduce(text) == code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # A word that begins with the letter of a code is not that code.
        ("episode_start_reason", "Something else"),
        ("missing_type", "Absconded"),
        ("care_leaver_accommodation", "Unknown"),
        ("episode_ceased_reason", "E499"),
        ("episode_ceased_reason", ""),
        ("placement_type", "U44"),
        ("legal_status", "local order"),
    ],
)
def test_a_text_that_means_none_stays_unknown(name: str, text: str) -> None:
    assert CODE_SETS[name].reduce(text) is None


def test_every_code_means_itself() -> None:
    for codes in CODE_SETS.values():
        for code in codes.codes:
            assert codes.reduce(code) == code
            assert codes.reduce(code.lower()) == code


def test_the_ceased_reasons_are_those_of_the_national_pattern() -> None:
    import re

    pattern = re.compile(r"^(X1|E1[1-7]|E4[1-8AB]|E[2-9])$")
    assert all(pattern.match(code) for code in CODE_SETS["episode_ceased_reason"].codes)
