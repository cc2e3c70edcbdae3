"""Months: those for which a store has figures."""

from __future__ import annotations

from pathlib import Path

from sightline.observations.store import Builds
from sightline.vocabulary.periods import Month


def months_with_figures(store: Path) -> tuple[Month, ...]:
    """The reporting months of the build in use, the latest first; none where nothing has been calculated."""
    builds = Builds(store)
    if not builds.exists():
        return ()
    spine = builds.current().spine
    return tuple(Month.from_index(index) for index in range(spine.last.index, spine.first.index - 1, -1))
