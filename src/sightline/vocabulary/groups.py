"""What the groups of a breakdown are called: services, sources, ages and outcomes, as people say them."""

from __future__ import annotations

from collections.abc import Mapping

GROUP_NAMES: Mapping[str, Mapping[str, str]] = {
    "service": {
        "mash": "Front door (MASH)",
        "assessment_duty": "Assessment and duty",
        "locality_cin": "Locality teams",
        "cwd": "Children with disabilities",
        "cla": "Looked-after children",
        "court_permanence": "Court and permanence",
        "leaving_care": "Leaving care",
        "iro_safeguarding": "Reviewing and safeguarding",
        "fostering": "Fostering",
        "adoption": "Adoption",
        "early_help": "Early help",
        "other": "Other services",
    },
    "source_group": {
        "council": "Council services",
        "other_la": "Other local authorities",
        "public": "Members of the public",
        "other": "Others",
    },
    "age_band": {
        "under_1": "Under 1",
        "1_4": "1 to 4",
        "5_9": "5 to 9",
        "10_15": "10 to 15",
        "16_plus": "16 and over",
    },
    "sex": {"F": "Female", "M": "Male", "U": "Not known"},
    "ethnicity": {"unknown": "Not known"},
    "outcome_group": {
        "ongoing": "Continuing social work",
        "step_down": "Early help or another agency",
        "nfa": "No further action",
        "other": "Other, or not recorded",
    },
}
UNKNOWN = "Not known"


def group_name(breakdown: str, group: str) -> str:
    """What a group is called: the words for its code, else the code itself with a capital and without underscores.

    >>> group_name("source_group", "other_la"), group_name("source_group", "police"), group_name("team", "North 1")
    ('Other local authorities', 'Police', 'North 1')
    """
    named = GROUP_NAMES.get(breakdown, {}).get(group)
    if named is not None:
        return named
    if group == "unknown":
        return UNKNOWN
    # A code is all small letters; what has a capital is somebody's own name, and stays as they wrote it.
    return group.replace("_", " ").capitalize() if group.islower() else group
