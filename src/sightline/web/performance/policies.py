"""Who may open figures: everybody who signs in reads figures of the whole; parts of it by `accounts.policies`."""

from __future__ import annotations

from sightline.web.accounts.models import User
from sightline.web.accounts.policies import breakdowns_open_to, can, check_breakdown, check_children, check_signed_in

__all__ = ["breakdowns_open_to", "can", "check_breakdown", "check_children", "check_figures", "check_part"]


def check_figures(user: User) -> None:
    """Figures of the whole authority are open to everybody who signs in."""
    check_signed_in(user)


def check_part(user: User, *, unit: str | None = None, breakdown: str | None = None) -> None:
    """Whether somebody may see figures of a team or service, or split by something. Raises Forbidden with a sentence."""
    if unit is not None:
        check_breakdown(user, "team")
    if breakdown is not None:
        check_breakdown(user, breakdown)
