"""How long work says how far it is, without knowing who watches."""

from __future__ import annotations

from collections.abc import Callable

# Called with the name of the step that begins, how many steps are done, and of how many.
Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, of: int) -> None:
    """Nobody is watching."""
