"""Who reads a document."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who reads it: decides how small numbers are hidden, and whether a page may lead to a child."""

    TEAM = "team"
    LEADERSHIP = "leadership"
    BOARD = "board"
    PUBLIC = "public"
