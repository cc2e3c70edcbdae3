"""Which published measure an indicator is held against, and in which flavour it is counted."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sightline.benchmarks.statistics import Polarity
from sightline.errors import DefinitionError, UsageError


class PublishedLink(BaseModel):
    """An indicator's published measures, best first, and the polarity to judge them by.

    `flavour` is what they count, in the catalogue's words: `child`, `referral`, `plan`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str
    polarity: Polarity
    flavour: str
    measures: tuple[str, ...] = Field(min_length=1)
    counted_otherwise: tuple[str, ...] = ()


@cache
def shipped_links() -> Mapping[str, PublishedLink]:
    """Every indicator that has a published measure, by id."""
    file = files("sightline").joinpath("definitions", "benchmarks", "measures.yaml")
    held: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    try:
        return {indicator: PublishedLink(indicator=indicator, **link) for indicator, link in held.items()}
    except (ValidationError, TypeError) as error:
        raise DefinitionError(f"measures.yaml does not link indicators to published measures. {error}") from error


def link_from_catalogue(indicator: str, polarity: str, lait: str | None, flavour: str | None = None) -> PublishedLink | None:
    """The link of an indicator whose definition names its measure (`published_as: {lait: …, flavour: …}`).

    The definition's measure comes first, then the shipped ones; its polarity is what it says. None where neither the
    definition nor the shipped links name a measure.
    """
    shipped = shipped_links().get(indicator)
    measures = tuple(dict.fromkeys([*([lait] if lait else []), *(shipped.measures if shipped else ())]))
    if not measures:
        return None
    return PublishedLink(
        indicator=indicator,
        polarity=cast(Polarity, str(polarity)),
        flavour=str(flavour or (shipped.flavour if shipped else "child")),
        measures=measures,
        counted_otherwise=shipped.counted_otherwise if shipped else (),
    )


def link_of(indicator: str) -> PublishedLink:
    """The shipped link of an indicator. Raises UsageError with what is near where it has no published measure."""
    links = shipped_links()
    if indicator in links:
        return links[indicator]
    near = difflib.get_close_matches(indicator, links, n=3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"'{indicator}' has no published measure to be held against.{meant}")
