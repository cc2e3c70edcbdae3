"""Whose data a store holds: one authority, a named set of them, or one that was not said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sightline.errors import UsageError
from sightline.vocabulary.areas import region_named, shipped_authorities

NOT_SAID = "local"


@dataclass(frozen=True)
class Ownership:
    """The authority or authorities of a store.

    `members` are the codes that rows may carry. A store whose authority was not said has the one member `local`: all works
    but comparison with other authorities. `takes_any` lets rows name any authority.
    """

    code: str
    name: str
    region: str
    members: tuple[str, ...]
    takes_any: bool = False

    @property
    def is_region(self) -> bool:
        """Whether rows of several authorities stand side by side."""
        return len(self.members) > 1

    @property
    def is_said(self) -> bool:
        """Whether anybody said whose data this is."""
        return self.code != NOT_SAID

    @property
    def default(self) -> str:
        """The authority of a row that names none."""
        return self.members[0]

    @property
    def said(self) -> str:
        """The owner in words."""
        if not self.is_said:
            return "an authority that was not said"
        return f"{self.name} ({len(self.members)} authorities)" if self.is_region else f"{self.name} ({self.code})"


NOBODY = Ownership(NOT_SAID, "", "", (NOT_SAID,))
# For looking files over before anybody said whose store they are for.
ANYBODY = Ownership(NOT_SAID, "", "", (NOT_SAID,), takes_any=True)


def ownership(authority: str, members: Iterable[str] = ()) -> Ownership:
    """The owner that a code, an ONS code or a name means; a region's name means all its authorities.

    With `members` it is a set of one's own, `authority` its name. Raises UsageError for what is not known.
    """
    own = tuple(members)
    if own:
        return Ownership(authority, authority, "", own)
    known = shipped_authorities()
    region = region_named(authority)
    if region is not None or authority.strip().lower() == "england":
        inside = [each for each in known if each.valid_to is None and region in (None, region_named(each.region))]
        name = inside[0].region if region else "England"
        return Ownership(region or "E92000001", name, name, tuple(sorted(each.code for each in inside)))
    found = known.find(authority)
    if found.valid_to is not None:
        became = " and ".join(f"{known[code].name} ({code})" for code in known.successors(found.code))
        raise UsageError(f"{found.name} ({found.code}) ended on {found.valid_to}. It became {became}: name one of those.")
    return Ownership(found.code, found.name, found.region, (found.code,))
