"""Finding definitions: the rows behind `sightline catalogue list`, `search` and `show`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import DECIDING_FIELDS, GROUPS, Indicator

# How much a word counts for, by where it is found: a name says what an indicator is, a note only mentions it.
_WEIGHTS: Mapping[str, int] = {"id": 8, "name": 8, "tags": 6, "question": 4, "group": 4, "why": 2, "rest": 1}
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class CatalogueRow:
    """One line of a list of indicators."""

    indicator: str
    name: str
    group: str
    measure: str
    unit: str
    good_is: str
    default_window: str
    needs: tuple[str, ...]
    is_local: bool


def list_indicators(catalogue: Catalogue, group: str | None = None) -> tuple[CatalogueRow, ...]:
    """Every indicator, or those of one group, in the order of the catalogue."""
    return tuple(_row(catalogue, i) for i in catalogue.indicators if group is None or i.group == group)


def search_indicators(catalogue: Catalogue, words: str) -> tuple[CatalogueRow, ...]:
    """Indicators that hold every word, best match first. A word matches the beginning of a word."""
    wanted = _WORD.findall(words.lower())
    scored = [(_score(indicator, wanted), indicator) for indicator in catalogue.indicators]
    found = [(score, indicator) for score, indicator in scored if score]
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return tuple(_row(catalogue, indicator) for _, indicator in found)


def show_indicator(catalogue: Catalogue, indicator: str) -> tuple[tuple[str, str], ...]:
    """One definition as pairs of heading and text, what decides the figure first; nothing that is not given."""
    found = catalogue.get(indicator)
    origin = catalogue.origins[found.id]
    pairs: list[tuple[str, Any]] = [
        ("Indicator", found.id),
        ("Name", found.name),
        ("Question", found.question),
        ("Why it matters", found.why_it_matters),
        ("Group", GROUPS.get(found.group, found.group)),
        ("Good is", found.polarity.value),
        ("Unit", found.unit),
        ("One unit is", found.grain),
    ]
    pairs += [(heading_of(name), getattr(found, name)) for name in DECIDING_FIELDS]
    pairs += [
        ("Windows", [window.value for window in found.windows]),
        ("Shown unasked", found.window.value),
        ("Can be split by", found.breakdowns),
        ("Left out", found.exclusions),
        ("Standard", found.standard and f"{found.standard.text} ({found.standard.source})"),
        ("National definition", found.national and found.national.definition),
        ("National source", found.national and found.national.source),
        ("Published as", found.published_as and f"{found.published_as.lait} (counts: {found.published_as.flavour})"),
        ("Needs", catalogue.measure(found.id).needs),
        ("Stands in for", found.proxy),
        ("History", found.history),
        ("Notes", found.notes),
        ("Ask", found.discussion_questions),
        ("See also", found.related),
        ("Version", found.latest_version.number),
        ("Owner", found.owner),
        ("Reviewed", found.reviewed_on.isoformat()),
        ("Changed here", origin.changed_locally),
    ]
    return tuple((heading, _text(value)) for heading, value in pairs if _text(value))


def heading_of(field: str) -> str:
    """The heading of a deciding field."""
    headings = {"when": "Placed by", "where": "Counts where", "share_by": "Shares of", "per": "Per"}
    return headings.get(field, field.replace("_", " ").capitalize())


def _text(value: Any) -> str:
    if value is None or value is False or value == ():
        return ""
    if isinstance(value, tuple | list):
        sentences = [str(item) for item in value]
        return "\n".join(sentences) if any(" " in item for item in sentences) else ", ".join(sentences)
    return "yes" if value is True else str(value)


def _row(catalogue: Catalogue, indicator: Indicator) -> CatalogueRow:
    measure = catalogue.measures_of(indicator.id)
    return CatalogueRow(
        indicator=indicator.id,
        name=indicator.name,
        group=indicator.group,
        measure=indicator.measure.value,
        unit=indicator.unit,
        good_is=indicator.polarity.value,
        default_window=indicator.window.value,
        needs=measure[-1].needs,
        is_local=catalogue.origins[indicator.id].is_local,
    )


def _score(indicator: Indicator, wanted: Iterable[str]) -> int:
    """The sum of each word's best place; nothing where a word is found nowhere."""
    places = {name: set(_WORD.findall(text.lower())) for name, text in _places(indicator).items()}
    total = 0
    for word in wanted:
        weights = [_WEIGHTS[name] for name, words in places.items() if any(known.startswith(word) for known in words)]
        if not weights:
            return 0
        total += max(weights)
    return total


def _places(indicator: Indicator) -> dict[str, str]:
    national = indicator.national
    rest = [*indicator.exclusions, *indicator.notes, *indicator.discussion_questions, indicator.grain]
    if national is not None:
        rest += [national.definition, national.source]
    return {
        "id": indicator.id,
        "name": indicator.name,
        "tags": " ".join(indicator.tags),
        "question": indicator.question,
        "group": f"{indicator.group} {GROUPS.get(indicator.group, '')}",
        "why": indicator.why_it_matters,
        "rest": " ".join(rest),
    }
