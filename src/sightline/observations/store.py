"""Builds of observations: immutable, written beside, then swapped in. Readers never wait and never see half."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sightline.catalogue.settings import ConfigRow, Settings
from sightline.engine.children import Behind, select_children
from sightline.engine.duckdb import sql_for_duckdb
from sightline.engine.due import select_due
from sightline.engine.plan import ALL, Figure
from sightline.engine.read import (
    OBSERVATION_COLUMNS,
    Select,
    Wanted,
    group_column,
    select_observations,
    select_populations,
)
from sightline.engine.served import ServedPlan, from_data
from sightline.errors import StoreError, UsageError
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import Month, Spine, Window
from sightline.vocabulary.scope import Scope

KEPT_BUILDS = 2
POINTER = "current"
DATABASE = "observations.duckdb"
MANIFEST = "build.json"


@dataclass(frozen=True)
class Build:
    """One complete calculation: which load and catalogue it stands on, and where it lies."""

    build_id: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def spine(self) -> Spine:
        """The months it reports."""
        written = self.manifest["spine"]
        return Spine(Month.parse(written["first"]), date.fromisoformat(written["as_at"]), tuple(written["term_ends"]))


class Builds:
    """The builds of a store, newest first; `current` is the one that readers are given."""

    def __init__(self, store: Path) -> None:
        self.folder = store / "builds"

    def begin(self, build_id: str) -> Path:
        """A new, empty folder to write a build into. It is invisible to readers until `publish`."""
        folder = self.folder / f"{build_id}.part"
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        except OSError as error:
            raise StoreError(f"The store at {self.folder.parent} cannot be written: {error.strerror}.") from error
        return folder

    def publish(self, build_id: str, manifest: dict[str, Any]) -> Build:
        """Complete a build and swap it in; older builds than the last two are deleted."""
        part, folder = self.folder / f"{build_id}.part", self.folder / build_id
        try:
            (part / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(part, folder)
            pointer = self.folder / f"{POINTER}.part"
            pointer.write_text(build_id, encoding="utf-8")
            os.replace(pointer, self.folder / POINTER)
        except OSError as error:
            raise StoreError(f"The figures could not be stored: {error.strerror}. The last good ones stay in use.") from error
        self._delete_old(build_id)
        return Build(build_id, folder, manifest)

    def _delete_old(self, current: str) -> None:
        complete = sorted(path.name for path in self.folder.iterdir() if (path / MANIFEST).exists())
        for name in [name for name in complete if name != current][: -(KEPT_BUILDS - 1) or None]:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def exists(self) -> bool:
        """Whether anything has been calculated yet."""
        return (self.folder / POINTER).exists()

    def current(self) -> Build:
        """The build that is in use. Raises StoreError where nothing has been calculated yet."""
        pointer = self.folder / POINTER
        if not pointer.exists():
            raise StoreError(
                f"There are no figures in {self.folder.parent} yet. Run `sightline load FOLDER`, then `sightline calculate`."
            )
        return self._read(pointer.read_text(encoding="utf-8").strip())

    def previous(self) -> Build | None:
        """The build before the one in use, as long as it is kept; None where there is none."""
        current = self.current().build_id
        kept = sorted(path.name for path in self.folder.iterdir() if (path / MANIFEST).exists() and path.name < current)
        return self._read(kept[-1]) if kept else None

    def _read(self, build_id: str) -> Build:
        folder = self.folder / build_id
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"The build '{build_id}' is damaged. Run `sightline calculate` to make it again.") from error
        return Build(build_id, folder, manifest)


def _config_row(row: dict[str, Any]) -> ConfigRow:
    since = row["valid_from"]
    return ConfigRow(row["key"], row["value"], date.fromisoformat(since) if since else None)


class Observations:
    """A build, opened for reading. Use as a context manager; the file is read-only and locked to itself."""

    def __init__(self, build: Build) -> None:
        self.build = build
        try:
            self.spine = build.spine
            self.plan: ServedPlan = from_data(build.manifest["plan"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"The figures in build '{build.build_id}' were made by another version of Sightline."
                " Run `sightline calculate` to make them again."
            ) from error
        try:
            # No statement reads another file, and none may open that door again while the database is open. Whoever opens the
            # same build beside it, as pages that are asked for at once do, shares the database and has to say the same.
            self._connection = duckdb.connect(
                str(build.folder / DATABASE), read_only=True, config={"enable_external_access": "false"}
            )
        except duckdb.Error as error:
            raise StoreError(
                f"The figures in build '{build.build_id}' cannot be opened. Run `sightline calculate` to make them again."
            ) from error
        # Pages ask the same again and again, and writing a statement out takes as long as running it.
        self._statements = lru_cache(maxsize=1024)(self._write_statements)
        self._connection.execute("SET enable_progress_bar = false")

    def __enter__(self) -> Observations:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _rows(self, select: Select) -> pa.Table:
        return self._connection.sql(sql_for_duckdb(select)).to_arrow_table()

    def figures(self, indicators: Sequence[str] | None) -> tuple[Figure, ...]:
        """The compiled figures of these indicators (all, if None). Raises UsageError for one that is not in the build."""
        if indicators is None:
            return self.plan.figures
        missing = [name for name in indicators if not self.plan.versions_of(name)]
        if missing:
            raise UsageError(self.why_absent(missing[0]))
        return tuple(figure for name in indicators for figure in self.plan.versions_of(name))

    def figure_on(self, indicator: str, month: Month) -> Figure:
        """The version of an indicator that holds for periods ending with a month. Raises UsageError as `figures`."""
        self.figures([indicator])
        return self.plan.version_on(indicator, self.spine.snapshot_day(month))

    def why_absent(self, indicator_id: str) -> str:
        """The sentence for an indicator that the build has no figures for."""
        not_available: dict[str, list[str]] = self.build.manifest.get("not_available", {})
        if indicator_id in not_available:
            return f"'{indicator_id}' is not available: it needs {', '.join(not_available[indicator_id])}."
        return f"There is no indicator '{indicator_id}'. `sightline catalogue` lists them."

    def table(self, indicators: Sequence[str] | None, wanted: Wanted) -> pa.Table:
        """Observations in the columns of OBSERVATION_COLUMNS, in a fixed order."""
        statements = self._statements(None if indicators is None else tuple(indicators), wanted)
        tables = [self._connection.sql(statement).to_arrow_table() for statement in statements]
        if not tables:
            raise UsageError("No indicator was asked for.")
        joined = pa.concat_tables(tables, promote_options="permissive").select(list(OBSERVATION_COLUMNS))
        order = ("indicator", "version", "authority", "breakdown", "group", "window", "period")
        return joined.sort_by([(name, "ascending") for name in order])

    def _write_statements(self, indicators: tuple[str, ...] | None, wanted: Wanted) -> tuple[str, ...]:
        queries = select_observations(self.figures(indicators), wanted, self.plan.groups, self.plan.sources)
        return tuple(sql_for_duckdb(query) for query in queries)

    def children(
        self,
        figure: Figure,
        month: Month,
        window: Window,
        *,
        scope: Scope,
        breakdown: str = ALL,
        group: str = "",
        with_left_out: bool = False,
        person_id: str | None = None,
        authorities: tuple[str, ...] | None = None,
    ) -> pa.Table:
        """The staged rows behind a figure that the reader may see, with `in_numerator`, `in_denominator`, `event_date`.

        A figure of an area has the rows of all its `authorities`: a child whom two of them know has rows of each.
        Raises UsageError where the indicator has no such window, the month cannot bear it, or it has no such breakdown.
        """
        if window.value not in figure.windows:
            raise UsageError(f"'{figure.indicator_id}' has no window '{window.value}'. It has: {', '.join(figure.windows)}.")
        period = self.spine.period(window, month)
        if period is None:
            raise UsageError(
                f"There is no {window.value} to {month}: the figures run from {self.spine.first} to {self.spine.last}."
            )
        part = None
        if breakdown != ALL:
            if breakdown not in figure.breakdowns:
                offered = ", ".join(figure.breakdowns) or "none"
                raise UsageError(f"'{figure.indicator_id}' is not split by '{breakdown}'. It has: {offered}.")
            part = (group_column(figure, breakdown, self.plan.groups[figure.pass_name, breakdown]), group)
        is_share = breakdown == figure.share_by
        behind = Behind(
            period,
            scope=scope,
            group=None if is_share else part,
            share=part if is_share else None,
            with_left_out=with_left_out,
            person_id=person_id,
            authorities=authorities,
        )
        return self._rows(select_children(figure, self.plan.sources[figure.pass_name], behind))

    def due(
        self,
        *,
        scope: Scope,
        rules: Sequence[str] = (),
        team: str | None = None,
        worker: str | None = None,
        within: int | None = None,
        authorities: Sequence[str] = (),
    ) -> pa.Table:
        """What is due on the last day of the data, in `engine.due.DEADLINE_COLUMNS`, for the rows that the reader may see.

        Raises StoreError for a build that was made before there were deadlines.
        """
        if "not_watched" not in self.build.manifest:
            raise StoreError("These figures were made without deadlines. Run `sightline calculate` to make them again.")
        return self._rows(select_due(scope=scope, rules=rules, team=team, worker=worker, within=within, authorities=authorities))

    def counts_children(self, figure: Figure) -> bool:
        """Whether the rows behind a figure are of children; those of workers, posts, homes and surveys are not."""
        return self.plan.of_children[self.plan.sources[figure.pass_name][0]]

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days that the build counted."""
        return WorkingCalendar([date.fromisoformat(day) for day in self.build.manifest["bank_holidays"]])

    @property
    def settings(self) -> Settings:
        """The settings that the build used."""
        return Settings(tuple(_config_row(row) for row in self.build.manifest["settings"]))

    def population(self, month: Month) -> pa.Table:
        """populations(authority, month, persons, mid_year) of a month."""
        return self._rows(select_populations(month.index))
