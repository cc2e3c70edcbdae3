"""Who may do what, and whom each reader may see. The only place where the web makes a scope.

`check_…` raises `Forbidden` with a sentence; `can_…` returns whether it would not. Nothing is allowed that is not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from sightline.pipeline.organisation import Organisation
from sightline.vocabulary.scope import Scope
from sightline.web.accounts.models import Role, User
from sightline.web.core.access import Forbidden, Policy


class Reach(Enum):
    """How far into children's records a role reaches."""

    NOBODY = "nobody"
    OWN_CHILDREN = "own children"
    UNIT = "the unit and what lies below it"
    EVERYBODY = "everybody"


REACH = {
    Role.SOCIAL_WORKER: Reach.OWN_CHILDREN,
    Role.TEAM_MANAGER: Reach.UNIT,
    Role.SERVICE_MANAGER: Reach.UNIT,
    Role.HEAD_OF_SERVICE: Reach.UNIT,
    Role.DIRECTOR: Reach.EVERYBODY,
    Role.PERFORMANCE_ANALYST: Reach.EVERYBODY,
    Role.QA_MANAGER: Reach.EVERYBODY,
    Role.AUDITOR: Reach.UNIT,
    Role.BOARD_MEMBER: Reach.NOBODY,
    # Whoever gives out access does not need to see a child to do it.
    Role.ADMINISTRATOR: Reach.NOBODY,
}
# Figures of a single worker are for those who manage or assure the work.
SEES_WORKERS = frozenset(
    {
        Role.TEAM_MANAGER,
        Role.SERVICE_MANAGER,
        Role.HEAD_OF_SERVICE,
        Role.DIRECTOR,
        Role.PERFORMANCE_ANALYST,
        Role.QA_MANAGER,
    }
)
REVIEWS_ACTIVITY = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.QA_MANAGER})
# A board reads figures of the whole authority: a part of it may be so few children that each is known.
WHOLE_AUTHORITY_ONLY = frozenset({Role.BOARD_MEMBER})
NEEDS_UNIT = frozenset(role for role, reach in REACH.items() if reach is Reach.UNIT)
NEEDS_WORKER = frozenset(role for role, reach in REACH.items() if reach is Reach.OWN_CHILDREN)


def scope_of(user: User, organisation: Organisation) -> Scope:
    """The children whom a reader may see: by role, then by unit or worker, never a record that is restricted to others."""
    if not user.is_active or user.role not in REACH:
        return Scope()
    reach = REACH[Role(user.role)]
    hidden = organisation.hidden_from(user.email)
    if reach is Reach.EVERYBODY:
        return Scope(everything=True, hidden=hidden)
    if reach is Reach.UNIT and user.unit:
        return Scope(teams=organisation.teams_under(user.unit), hidden=hidden)
    if reach is Reach.OWN_CHILDREN and user.worker:
        return Scope(workers=frozenset({user.worker}), hidden=hidden)
    return Scope()


def check_signed_in(user: User) -> None:
    """Open to everybody who signs in with an account that is not closed."""
    if not user.is_active:
        raise Forbidden("This account is closed. An administrator can open it again.")


def check_children(user: User) -> None:
    """Whether a role may ever see a child. Which ones is `scope_of`."""
    check_signed_in(user)
    if REACH.get(Role(user.role), Reach.NOBODY) is Reach.NOBODY:
        raise Forbidden(f"Lists of children are not open to the role '{user.get_role_display().lower()}'.")


def check_people(user: User) -> None:
    """Inviting people, changing and closing accounts."""
    check_signed_in(user)
    if user.role != Role.ADMINISTRATOR:
        raise Forbidden("Accounts are looked after by administrators.")


def check_activity(user: User) -> None:
    """Reading who did what."""
    check_signed_in(user)
    if user.role not in REVIEWS_ACTIVITY:
        raise Forbidden("The activity log is reviewed by administrators, directors and quality assurance managers.")


def check_breakdown(user: User, breakdown: str) -> None:
    """Whether a role may see figures split by this."""
    check_signed_in(user)
    if user.role in WHOLE_AUTHORITY_ONLY:
        raise Forbidden("Boards read figures of the whole authority: parts of it may be too few children to stay unknown.")
    if breakdown == "worker" and user.role not in SEES_WORKERS:
        raise Forbidden("Figures of single workers are for those who manage or assure the work.")


def can(policy: Policy, user: User) -> bool:
    """Whether a policy would let somebody pass."""
    try:
        policy(user)
    except Forbidden:
        return False
    return True


def breakdowns_open_to(user: User, breakdowns: Iterable[str]) -> tuple[str, ...]:
    """Those of some breakdowns that a reader may see."""
    return tuple(name for name in breakdowns if can(lambda reader, name=name: check_breakdown(reader, name), user))  # type: ignore[misc]
