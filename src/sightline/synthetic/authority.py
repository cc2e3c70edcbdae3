"""One made-up authority, from nothing to a folder of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sightline.errors import UsageError
from sightline.synthetic.area_tables import build_area_tables
from sightline.synthetic.assessments import build_assessments
from sightline.synthetic.care_health import build_care_health, build_schooling
from sightline.synthetic.care_leavers import build_care_leavers
from sightline.synthetic.care_tables import build_care
from sightline.synthetic.columns import Frame
from sightline.synthetic.extract import cut
from sightline.synthetic.faults import add_faults
from sightline.synthetic.front_door import build_front_door
from sightline.synthetic.households import build_households
from sightline.synthetic.people_tables import build_people_tables
from sightline.synthetic.permanence import build_permanence
from sightline.synthetic.planning import build_planning
from sightline.synthetic.protection import build_in_need, build_protection
from sightline.synthetic.quality import build_quality
from sightline.synthetic.shape import Shape
from sightline.synthetic.visits import build_visits
from sightline.synthetic.workforce_tables import build_workforce_tables
from sightline.synthetic.world import World, build_world
from sightline.synthetic.writing import Format, prepare_folder, write_frames

# How every made-up person is known; nothing else in the tables looks like it.
PERSON_ID_PATTERN = r"SYN-\d{6}"
UNNAMED_AUTHORITY = "local"
FEWEST_CHILDREN, MOST_CHILDREN = 300, 400_000

Progress = Callable[[str], None]
# In the order of a child's journey; each gives whole tables of the world.
STAGES: tuple[tuple[str, Callable[[World], list[Frame]]], ...] = (
    ("front door", build_front_door),
    ("assessments", build_assessments),
    ("protection", build_protection),
    ("in need", build_in_need),
    ("visits", build_visits),
    ("care", build_care),
    ("health", build_care_health),
    ("schooling", build_schooling),
    ("permanence", build_permanence),
    ("leaving care", build_care_leavers),
    ("planning", build_planning),
    ("households", build_households),
    ("quality", build_quality),
    ("workforce", build_workforce_tables),
    ("area", build_area_tables),
)


@dataclass(frozen=True)
class Written:
    """What was written: rows by table, and rows spoiled on purpose by fault."""

    folder: Path
    rows: dict[str, int]
    faults: dict[str, int]


def generate(
    out: Path,
    *,
    children: int = 55_000,
    years: int = 6,
    as_at: date = date(2026, 10, 31),
    seed: int = 1,
    format: Format = "csv",
    authority: str | None = None,
    progress: Progress | None = None,
    faults: bool = True,
) -> Written:
    """Write the extract of a made-up authority with so many children, `years` back from `as_at`, into a folder.

    Without `faults` every row is as it should be. `progress` is told the name of each stage as it begins.
    The same arguments give the same bytes. Raises UsageError for sizes that cannot be made or a folder that cannot be used.
    """
    folder = prepare_folder(out, format)
    shape = make_shape(children, years, as_at, seed, authority)
    frames, spoiled = build_extract(shape, progress, faults=faults)
    if progress:
        progress("writing")
    write_frames(frames, folder, format)
    return Written(folder, {frame.name: len(frame) for frame in frames}, spoiled)


def make_shape(children: int, years: int, as_at: date, seed: int, authority: str | None) -> Shape:
    """Check what was asked for. Raises UsageError with what is allowed."""
    if not FEWEST_CHILDREN <= children <= MOST_CHILDREN:
        raise UsageError(f"An authority of {children} children cannot be made up. Ask for {FEWEST_CHILDREN} to {MOST_CHILDREN}.")
    if not 1 <= years <= 10:
        raise UsageError(f"{years} years cannot be made up. Ask for 1 to 10; an extract usually reaches back 6.")
    if seed < 0:
        raise UsageError(f"The seed {seed} is below 0. Use a whole number from 0.")
    return Shape(children, years, as_at, seed, authority or UNNAMED_AUTHORITY)


def build_tables(world: World, progress: Progress | None = None) -> Iterator[Frame]:
    """Every table but those about people, whole, stage by stage: what happened, before the extract cuts it."""
    for name, build in STAGES:
        if progress:
            progress(name)
        yield from build(world)


def build_extract(shape: Shape, progress: Progress | None = None, *, faults: bool = True) -> tuple[list[Frame], dict[str, int]]:
    """All tables as the extract would hold them, and how many rows of each fault are in them."""
    if progress:
        progress("people and journeys")
    world = build_world(shape)
    frames = [cut(shape, frame) for frame in build_tables(world, progress)]
    frames = [*build_people_tables(world, frames), *frames]
    return add_faults(shape, frames) if faults else (frames, {})
