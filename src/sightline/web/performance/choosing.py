"""What a page of figures may be asked for by this reader: months, units and splits."""

from __future__ import annotations

from sightline.pipeline.organisation import Organisation
from sightline.web.accounts.models import User
from sightline.web.performance.policies import can, check_breakdown


def units_open_to(user: User, organisation: Organisation) -> list[tuple[str, str]]:
    """Teams whose figures a reader may choose, with their names; none for who reads the whole authority only."""
    if not can(lambda reader: check_breakdown(reader, "team"), user):
        return []
    return sorted(organisation.team_names.items(), key=lambda pair: pair[1])


def own_unit(user: User, organisation: Organisation) -> str | None:
    """The team whose figures a reader is shown unasked: a team manager's own. Everybody else begins with the whole."""
    unit = organisation.unit(user.unit) if user.unit else None
    return unit.team if unit is not None and unit.kind == "team" else None
