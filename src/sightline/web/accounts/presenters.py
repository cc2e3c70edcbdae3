"""Shaping accounts for their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.urls import reverse

from sightline.pipeline.organisation import Organisation
from sightline.vocabulary import wording
from sightline.web.accounts.models import Invitation, Role, User
from sightline.web.accounts.policies import REACH, Reach


@dataclass(frozen=True)
class PersonRow:
    """One account in the list of people."""

    name: str
    email: str
    role: str
    sees: str
    state: str
    address: str


def person_rows(people: Iterable[User], organisation: Organisation) -> list[PersonRow]:
    """Accounts with what each may see, in words."""
    with_second_step = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    return [
        PersonRow(
            name=user.name,
            email=user.email,
            role=user.get_role_display(),
            sees=said_reach(user, organisation),
            state="Closed" if not user.is_active else "Two steps" if user.pk in with_second_step else "Password only",
            address=reverse("person", args=[user.pk]),
        )
        for user in people
    ]


def said_reach(user: User | Invitation, organisation: Organisation) -> str:
    """Which children somebody sees, in a few words."""
    reach = REACH.get(Role(user.role), Reach.NOBODY)
    if reach is Reach.EVERYBODY:
        return "All children"
    if reach is Reach.UNIT and user.unit:
        unit = organisation.unit(user.unit)
        return f"Children of {unit.name}" if unit is not None else f"Nobody: the data has no unit {user.unit}"
    if reach is Reach.OWN_CHILDREN and user.worker:
        worker = organisation.worker(user.worker)
        return f"Children of {worker.name}" if worker is not None else f"Nobody: the data has no worker {user.worker}"
    return "No child"


@dataclass(frozen=True)
class InvitationRow:
    """One open invitation."""

    name: str
    email: str
    role: str
    until: str


def invitation_rows(invitations: Iterable[Invitation]) -> list[InvitationRow]:
    """Invitations that wait for their answer."""
    return [
        InvitationRow(each.name, each.email, each.get_role_display(), wording.day(each.expires_at.date())) for each in invitations
    ]
