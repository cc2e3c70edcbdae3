"""What a process has read from the store and may show again, for as long as the store has not changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
KEPT = 64

_held: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
_lock = Lock()


def remembered(key: Hashable, stamp: str, read: Callable[[], T]) -> T:
    """What `read` gives, once for each stamp. `key` says what was asked, `stamp` what the store then held.

    Two threads that ask at once may both read; neither waits for the other. The things asked for longest ago are let go.
    """
    with _lock:
        found = _held.get(key)
        if found is not None and found[0] == stamp:
            _held.move_to_end(key)
            kept: T = found[1]
            return kept
    made = read()
    with _lock:
        _held[key] = (stamp, made)
        _held.move_to_end(key)
        while len(_held) > KEPT:
            _held.popitem(last=False)
    return made
