"""Changes of accounts: each atomic, by somebody, recorded in the activity log."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction

from sightline.errors import UsageError
from sightline.web.accounts.models import Invitation, Role, User
from sightline.web.accounts.policies import NEEDS_UNIT, NEEDS_WORKER, check_people
from sightline.web.core.commands import record_activity
from sightline.web.core.models import Action

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_place(role: str, unit: str, worker: str) -> None:
    """That a role has the place it needs. Raises UsageError with what is missing."""
    if role in NEEDS_UNIT and not unit:
        raise UsageError("This role sees the children of a unit: choose the unit.")
    if role in NEEDS_WORKER and not worker:
        raise UsageError("This role sees the children of one worker: choose the worker.")


@transaction.atomic
def invite(
    *, by: User, at: datetime, email: str, name: str, role: Role, unit: str = "", worker: str = "", page: str = ""
) -> tuple[Invitation, str]:
    """Invite somebody; gives the invitation and its token, which is shown once and kept nowhere.

    An earlier open invitation of the same address is replaced. Raises UsageError where the address has an account.
    """
    check_people(by)
    check_place(role, unit, worker)
    address = email.strip().casefold()
    if User.objects.filter(email=address).exists():
        raise UsageError(f"{address} has an account already.")
    Invitation.objects.filter(email=address, accepted_at=None).delete()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        email=address,
        name=name.strip(),
        role=role,
        unit=unit,
        worker=worker,
        token_digest=digest_of(token),
        invited_at=at,
        invited_by=by,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    record_activity(by=by, at=at, action=Action.INVITED, about=f"{address} as {Role(role).label.lower()}", page=page)
    return invitation, token


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime, page: str = "") -> User:
    """Make the account of an invitation.

    Raises UsageError where the link is used or too old, ValidationError for a weak password.
    """
    invitation = Invitation.objects.select_for_update().filter(token_digest=digest_of(token)).first()
    if invitation is None or not invitation.is_open(at) or User.objects.filter(email=invitation.email).exists():
        raise UsageError("This invitation has been used or is too old. Ask an administrator for another.")
    place = {"name": invitation.name, "role": invitation.role, "unit": invitation.unit, "worker": invitation.worker}
    validate_password(password, User(email=invitation.email, **place))
    user = User.objects.create_user(invitation.email, password, joined_at=at, **place)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record_activity(by=user, at=at, action=Action.JOINED, about=f"as {user.get_role_display().lower()}", page=page)
    return user


@transaction.atomic
def change_account(*, by: User, at: datetime, user: User, role: Role, unit: str = "", worker: str = "", page: str = "") -> None:
    """Give somebody another role or place. They are signed out, so that nothing opened before stays open."""
    check_people(by)
    check_place(role, unit, worker)
    _keep_an_administrator(user, stays=role == Role.ADMINISTRATOR)
    was = user.get_role_display().lower()
    user.role, user.unit, user.worker = role, unit, worker
    user.save(update_fields=["role", "unit", "worker"])
    end_sessions_of(user)
    about = f"{user.email}: from {was} to {user.get_role_display().lower()}{f', unit {unit}' if unit else ''}"
    record_activity(by=by, at=at, action=Action.CHANGED_ACCOUNT, about=about, page=page)


@transaction.atomic
def close_account(*, by: User, at: datetime, user: User, page: str = "") -> None:
    """Close an account: it stays in the activity log, and nobody signs in with it. Raises UsageError for one's own."""
    check_people(by)
    if user.pk == by.pk:
        raise UsageError("You cannot close your own account. Ask another administrator.")
    _keep_an_administrator(user, stays=False)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions_of(user)
    record_activity(by=by, at=at, action=Action.CLOSED_ACCOUNT, about=user.email, page=page)


@transaction.atomic
def open_account(*, by: User, at: datetime, user: User, page: str = "") -> None:
    """Open a closed account again."""
    check_people(by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record_activity(by=by, at=at, action=Action.OPENED_ACCOUNT, about=user.email, page=page)


@transaction.atomic
def remove_second_step(*, by: User, at: datetime, user: User, page: str = "") -> None:
    """Take away an authenticator that somebody has lost. They set up another after signing in with their password."""
    check_people(by)
    Authenticator.objects.filter(user=user).delete()
    end_sessions_of(user)
    record_activity(by=by, at=at, action=Action.RESET_SECOND_STEP, about=user.email, page=page)


def end_sessions_of(user: User) -> None:
    """Sign somebody out everywhere."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _keep_an_administrator(user: User, *, stays: bool) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and not stays and not others.exists():
        raise UsageError("This is the last administrator. Make another one first.")
