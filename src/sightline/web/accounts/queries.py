"""Reading accounts and the council's tree."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from sightline.pipeline.organisation import Organisation, find_organisation
from sightline.pipeline.stamp import store_stamp
from sightline.vocabulary.scope import Scope
from sightline.web.accounts.commands import digest_of
from sightline.web.accounts.models import Invitation, User
from sightline.web.accounts.policies import scope_of
from sightline.web.core.remembering import remembered


def current_organisation() -> Organisation:
    """The council's tree as the current load has it, read once for each load."""
    store: Path = settings.SIGHTLINE_STORE
    return remembered(("organisation", store), store_stamp(store), lambda: find_organisation(store))


def scope_for(user: User) -> Scope:
    """The children whom a reader may see, as the tree stands now."""
    return scope_of(user, current_organisation())


def find_people() -> QuerySet[User]:
    """Every account, by name."""
    return User.objects.order_by("-is_active", "name")


def open_invitations(at: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=at)


def find_invitation(token: str, at: datetime) -> Invitation | None:
    """The open invitation of a token."""
    invitation = Invitation.objects.filter(token_digest=digest_of(token)).first()
    return invitation if invitation is not None and invitation.is_open(at) else None
