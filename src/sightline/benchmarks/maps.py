"""Column maps: what each column of a statistical release measures, and the England figures that prove it.

The Department changes its headers with each release, so a release has a map of its own, in
`definitions/benchmarks/releases/`. A folder of further maps may be given, so that a new release can be read before a
new version of Sightline knows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sightline.errors import DefinitionError

# The columns that every tidy file of Explore Education Statistics has, in whatever order.
TIDY_COLUMNS = frozenset(
    {
        "time_period",
        "time_identifier",
        "geographic_level",
        "country_code",
        "country_name",
        "region_code",
        "region_name",
        "old_la_code",
        "new_la_code",
        "la_name",
    }
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MappedColumn(_Frozen):
    """A column that is a measure. `of` names the numerator and denominator columns that give it again."""

    id: str
    column: str
    kind: Literal["count", "percentage", "rate", "average"]
    name: str
    of: tuple[str, str] | None = Field(default=None, strict=False)


class ColumnGroup(_Frozen):
    """Columns read from the rows in which the filter columns have these values; all rows where there are none."""

    measures: tuple[MappedColumn, ...] = Field(strict=False)
    where: Mapping[str, str] = {}


class MappedRate(_Frozen):
    """A rate that the file does not give: a count for every 10,000 children of the mid-year before.

    `england` is England's published rate for the map's last period, to one decimal: the proof of the working.
    """

    id: str
    count: str
    name: str
    england: float


class EnglandFigures(_Frozen):
    """What the England row of the last period holds, by column."""

    values: Mapping[str, float]
    where: Mapping[str, str] = {}


class MappedFile(_Frozen):
    """One file of a release."""

    name: str
    groups: tuple[ColumnGroup, ...] = Field(strict=False)
    england: tuple[EnglandFigures, ...] = Field(strict=False, min_length=1)
    rates: tuple[MappedRate, ...] = Field(default=(), strict=False)
    ignored: tuple[str, ...] = Field(default=(), strict=False)

    @property
    def filters(self) -> frozenset[str]:
        """The columns that say what a row is about."""
        return frozenset(column for group in self.groups for column in group.where)

    @property
    def columns(self) -> frozenset[str]:
        """Every column the file has beyond the tidy ones."""
        measures = [measure for group in self.groups for measure in group.measures]
        of = {column for measure in measures for column in measure.of or ()}
        return frozenset({measure.column for measure in measures} | of | self.filters | set(self.ignored))


class ReleaseMap(_Frozen):
    """The files of one release."""

    release: str
    last_period: str
    datasets: tuple[MappedFile, ...] = Field(strict=False)


def _maps_in(folder: Traversable) -> Iterator[ReleaseMap]:
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".yaml"):
            continue
        try:
            yield ReleaseMap.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            raise DefinitionError(f"{file.name} is not a column map of a release. {error}") from error


@cache
def shipped_maps() -> tuple[ReleaseMap, ...]:
    """The maps that ship with Sightline."""
    return tuple(_maps_in(files("sightline").joinpath("definitions", "benchmarks", "releases")))


def release_maps(further: Path | None = None) -> tuple[ReleaseMap, ...]:
    """The shipped maps and those of a folder, which come first, so that an authority can mend one."""
    return (*(_maps_in(further) if further and further.is_dir() else ()), *shipped_maps())


def nearest_map(header: Sequence[str], last_period: str, maps: Sequence[ReleaseMap]) -> tuple[ReleaseMap, MappedFile] | None:
    """The release and file whose columns are most like these; None where none shares a column that it reads.

    Of two releases with the same columns, the one that ends with `last_period`.
    """
    found = frozenset(header) - TIDY_COLUMNS
    scored = [
        (len(found & file.columns) / len(found | file.columns), release.last_period == last_period, release, file)
        for release in maps
        for file in release.datasets
        if found & (file.columns - set(file.ignored))
    ]
    if not scored:
        return None
    _, _, release, file = max(scored, key=lambda each: each[:2])
    return release, file
