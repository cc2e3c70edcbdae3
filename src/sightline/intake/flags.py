"""Outcome flags and factors out of JSON: each different text is read once, in Python, and looked up for every row.

The JSON is put together by hand in older scripts, so a quotation mark in a comment breaks it. Sound JSON is read as JSON, and
only its own keys count; in broken JSON each flag is looked for by name. Comments are left out of what is told apart, so a
hundred thousand contacts have a few hundred different texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from sightline.intake.codes import CodeSet

YES = frozenset({"Y", "YES", "TRUE", "T", "1"})
NO = frozenset({"N", "NO", "FALSE", "F", "0", "NULL", "NONE", ""})
SUFFIX = "_FLAG"
WITHOUT_COMMENTS = '{"COMMENTS": null, "OUTCOME_COMMENTS": null, "comments": null, "outcome_comments": null}'
FACTOR = re.compile(r"(?<![0-9A-Z])([0-9]{1,2}[A-F]|2[01])(?![0-9A-Z])")


def without_comments(text: str) -> str:
    """SQL for a JSON text without its comments, where it is sound enough to tell them."""
    sound = f"TRY_CAST({text} AS JSON)"
    patched = f"CAST(json_merge_patch({sound}, '{WITHOUT_COMMENTS}') AS VARCHAR)"
    return f"CASE WHEN json_type({sound}) = 'OBJECT' THEN {patched} ELSE {text} END"


def barred(names: Iterable[str]) -> str:
    """Names as a companion column holds them.

    >>> barred({"NFA", "ADVICE"}), barred(())
    ('|ADVICE|NFA|', '|')
    """
    ordered = sorted(set(names))
    return f"|{'|'.join(ordered)}|" if ordered else "|"


def read_flags(text: str, known: CodeSet) -> tuple[str, str]:
    """The flags that are true and the flags that are named, of a JSON object of flags.

    >>> from sightline.intake.codes import CODE_SETS
    >>> read_flags('{"NFA_FLAG": "Y", "ADVICE_FLAG": "N", "NUMBER_OF_OUTCOMES": 1}', CODE_SETS["contact_outcome_flags"])
    ('|NFA|', '|ADVICE|NFA|')
    """
    pairs = _sound_pairs(text)
    if pairs is None:
        pairs = _broken_pairs(text, known)
    named = {bare: value for key, value in pairs if (bare := _bare_flag(key, known)) is not None}
    return barred(name for name, value in named.items() if value.upper() in YES), barred(named)


def _bare_flag(key: str, known: CodeSet) -> str | None:
    key = key.strip().upper()
    bare = key.removesuffix(SUFFIX)
    return bare if bare != key or bare in known.labels else None


def _sound_pairs(text: str) -> list[tuple[str, str]] | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    # One script wraps the object in a list of one.
    objects = content if isinstance(content, list) else [content]
    return [(key, str(value)) for each in objects if isinstance(each, dict) for key, value in each.items()]


def _broken_pairs(text: str, known: CodeSet) -> list[tuple[str, str]]:
    names = "|".join(sorted(known.codes, key=len, reverse=True))
    pattern = rf"(?<![A-Z0-9_])([A-Z][A-Z0-9_]*{SUFFIX}|{names})[\"']?\s*:\s*[\"']?([A-Z0-9]*)"
    # The first mention is the flag's own; a later one may stand in a comment.
    found: dict[str, str] = {}
    for key, value in re.findall(pattern, text, re.IGNORECASE):
        found.setdefault(key.upper(), value)
    return list(found.items())


def read_factors(text: str) -> str:
    """The assessment factors of a JSON text: an array of codes, or (before 1.3.9) an object with codes as keys or values.

    >>> read_factors('["4B", "3B"]'), read_factors('{"1A": "Yes", "2B": "No"}')
    ('|3B|4B|', '|1A|')
    """
    try:
        content = json.loads(text)
    except ValueError:
        return barred(FACTOR.findall(text.upper()))
    if isinstance(content, dict):
        said = [
            key if str(value).upper() in YES else str(value) for key, value in content.items() if str(value).upper() not in NO
        ]
    else:
        said = [str(each) for each in content] if isinstance(content, list) else [str(content)]
    return barred(code for each in said for code in FACTOR.findall(each.upper()))
