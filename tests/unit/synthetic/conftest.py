"""One made-up authority for all the tests of this folder, in DuckDB: whole, as extracted, and with its faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from sightline.synthetic.authority import build_extract, build_tables, make_shape
from sightline.synthetic.columns import Frame
from sightline.synthetic.people_tables import build_people_tables
from sightline.synthetic.shape import Shape
from sightline.synthetic.world import World, build_world
from sightline.synthetic.writing import as_text


def connect(frames: list[Frame]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for frame in frames:
        connection.register("arriving", as_text(frame.to_arrow()))
        connection.execute(f'CREATE TABLE "{frame.name}" AS SELECT * FROM arriving')
    return connection


@pytest.fixture(scope="session")
def shape() -> Shape:
    return make_shape(12_000, 4, date(2026, 10, 31), 3, "901")


@pytest.fixture(scope="session")
def world(shape: Shape) -> World:
    return build_world(shape)


@pytest.fixture(scope="session")
def whole(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every table before the extract cuts it."""
    frames = list(build_tables(world))
    with connect([*build_people_tables(world, frames), *frames]) as connection:
        yield connection


@pytest.fixture(scope="session")
def clean_frames(shape: Shape) -> dict[str, Frame]:
    return {frame.name: frame for frame in build_extract(shape, faults=False)[0]}


@pytest.fixture(scope="session")
def clean(clean_frames: dict[str, Frame]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The extract without faults."""
    with connect(list(clean_frames.values())) as connection:
        yield connection
