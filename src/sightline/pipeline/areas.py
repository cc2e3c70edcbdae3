"""Whose figures are meant, where a store holds several authorities: one of them, or an area that they make up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sightline.engine.plan import ALL
from sightline.engine.read import Wanted
from sightline.errors import UsageError
from sightline.observations.store import Build, Builds
from sightline.vocabulary.areas import PART_OF, region_named, shipped_authorities


def area_of(store: Path, asked: str | None) -> str | None:
    """The authority or area asked for, by code or name, as the column `authority` calls it; else the widest area.

    None where nothing was asked and the store has one authority only. Raises UsageError for one that has no figures.
    """
    builds = Builds(store)
    if not builds.exists():
        return asked
    build = builds.current()
    if asked is not None:
        return code_in(build, asked)
    areas = areas_in(build)
    return max(areas, key=lambda area: len(areas[area])) if areas else None


def wanted_of(area: str | None, breakdowns: tuple[str, ...] | None = (ALL,)) -> Wanted:
    """The observations of an authority or area; of the only authority where `area` is None."""
    if area is None:
        return Wanted(breakdowns=breakdowns)
    return Wanted(breakdowns=breakdowns, authorities=(area,), totals=True)


def code_in(build: Build, asked: str) -> str:
    """What a build calls an authority or area that is asked for by code, ONS code or name. Raises UsageError as above."""
    held = [*build.manifest["authorities"], *areas_in(build)]
    for code in _codes(asked.strip()):
        if code in held:
            return code
    raise UsageError(f"There are no figures of '{asked}'. There are those of {', '.join(held)}.")


def members_in(build: Build, code: str) -> tuple[str, ...]:
    """The authorities of an area of a build; of an authority, itself."""
    return tuple(areas_in(build).get(code, (code,)))


def areas_in(build: Build) -> dict[str, list[str]]:
    """The areas that the authorities of a build make up together, each with its authorities; none where it has one."""
    areas: dict[str, list[str]] = build.manifest.get("totals", {})
    return areas


def _codes(asked: str) -> Iterator[str]:
    """The codes that may be meant, the likeliest first."""
    yield asked
    region = region_named(asked)
    if region is not None:
        yield region
        yield f"{PART_OF}{region}"
        return
    known = shipped_authorities()
    if known.knows(asked):
        yield known.find(asked).code
