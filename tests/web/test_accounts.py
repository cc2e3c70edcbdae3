"""Accounts: invited, accepted, changed, closed, each recorded; and always one administrator left."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from sightline.errors import UsageError
from sightline.pipeline.organisation import Worker
from sightline.web.accounts import commands
from sightline.web.accounts.models import Invitation, Role, User
from sightline.web.core.access import Forbidden
from sightline.web.core.models import Action, ActivityEntry
from tests.support.pages import InspectingClient
from tests.web.conftest import NOW, PASSWORD, MakeUser, SignIn

pytestmark = pytest.mark.usefixtures("council")
EMAIL = "ann@council.example"


@pytest.fixture
def administrator(make_user: MakeUser) -> User:
    return make_user(Role.ADMINISTRATOR)


def invite(by: User, **given: object) -> tuple[Invitation, str]:
    return commands.invite(**{"by": by, "at": NOW, "email": EMAIL, "name": "Ann Field", "role": Role.DIRECTOR, **given})


def test_an_invitation_becomes_an_account(administrator: User) -> None:
    _, token = invite(administrator, role=Role.TEAM_MANAGER, unit="T003")
    user = commands.accept_invitation(token=token, password=PASSWORD, at=NOW + timedelta(days=6))
    assert (user.email, user.role, user.unit) == (EMAIL, Role.TEAM_MANAGER, "T003")
    assert user.check_password(PASSWORD)
    actions = list(ActivityEntry.objects.order_by("id").values_list("action", "by__email"))
    assert actions == [(Action.INVITED, administrator.email), (Action.JOINED, EMAIL)]


def test_an_invitation_works_once(administrator: User) -> None:
    _, token = invite(administrator)
    commands.accept_invitation(token=token, password=PASSWORD, at=NOW)
    with pytest.raises(UsageError, match="used or is too old"):
        commands.accept_invitation(token=token, password=PASSWORD, at=NOW)


def test_an_invitation_ends_after_a_week(administrator: User) -> None:
    _, token = invite(administrator)
    with pytest.raises(UsageError, match="used or is too old"):
        commands.accept_invitation(token=token, password=PASSWORD, at=NOW + timedelta(days=7))


def test_a_second_invitation_takes_the_place_of_the_first(administrator: User) -> None:
    _, first = invite(administrator)
    _, second = invite(administrator)
    with pytest.raises(UsageError):
        commands.accept_invitation(token=first, password=PASSWORD, at=NOW)
    assert commands.accept_invitation(token=second, password=PASSWORD, at=NOW)


def test_the_token_itself_is_not_kept(administrator: User) -> None:
    invitation, token = invite(administrator)
    assert token not in str(vars(invitation))


def test_a_weak_password_makes_no_account(administrator: User) -> None:
    _, token = invite(administrator)
    with pytest.raises(ValidationError):
        commands.accept_invitation(token=token, password="short", at=NOW)
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(("role", "missing"), [(Role.TEAM_MANAGER, "unit"), (Role.SOCIAL_WORKER, "worker")])
def test_a_role_needs_its_place(administrator: User, role: Role, missing: str) -> None:
    with pytest.raises(UsageError, match=f"choose the {missing}"):
        invite(administrator, role=role)


def test_only_administrators_invite(make_user: MakeUser) -> None:
    with pytest.raises(Forbidden):
        invite(make_user(Role.DIRECTOR))
    assert not Invitation.objects.exists()


def test_a_change_signs_somebody_out(administrator: User, make_user: MakeUser) -> None:
    user = make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    commands.change_account(by=administrator, at=NOW, user=user, role=Role.BOARD_MEMBER)
    assert client.get(reverse("my_account")).status_code == 302


def test_the_last_administrator_stays(administrator: User, make_user: MakeUser) -> None:
    with pytest.raises(UsageError, match="last administrator"):
        commands.change_account(by=administrator, at=NOW, user=administrator, role=Role.DIRECTOR)
    with pytest.raises(UsageError, match="your own"):
        commands.close_account(by=administrator, at=NOW, user=administrator)
    another = make_user(Role.ADMINISTRATOR, "second@council.example")
    commands.change_account(by=administrator, at=NOW, user=another, role=Role.DIRECTOR)
    assert User.objects.get(pk=another.pk).role == Role.DIRECTOR


def test_a_command_that_fails_records_nothing(administrator: User, make_user: MakeUser) -> None:
    user = make_user(Role.DIRECTOR, EMAIL)
    with pytest.raises(UsageError):
        commands.change_account(by=administrator, at=NOW, user=user, role=Role.TEAM_MANAGER)
    user.refresh_from_db()
    assert user.role == Role.DIRECTOR
    assert not ActivityEntry.objects.exists()


def test_the_log_is_never_altered(administrator: User) -> None:
    invite(administrator)
    entry = ActivityEntry.objects.get()
    for deed in (entry.save, entry.delete, ActivityEntry.objects.all().delete, lambda: ActivityEntry.objects.update(about="x")):
        with pytest.raises(TypeError, match="never"):
            deed()


def test_the_journey_of_an_invitation(sign_in: SignIn, worker: Worker) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    given = {"name": "Ann", "email": worker.email, "role": "social_worker", "unit": "", "worker": ""}
    page = client.post(reverse("invite"), given)
    assert page.status_code == 200
    link = re.search(r"http://testserver(/account/invitation/\S+)", mail.outbox[0].body)
    assert link is not None and link[0] in page.content.decode()
    guest = InspectingClient()
    assert guest.post(link[1], {"password": "short"}).status_code == 200
    assert guest.post(link[1], {"password": PASSWORD}).url == reverse("account_login")
    # The address belongs to a worker of the data, so the account sees that worker's children.
    assert User.objects.get(email=worker.email).worker == worker.professional_id


def test_a_form_says_what_is_missing(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    page = client.post(reverse("invite"), {"name": "Ann", "email": EMAIL, "role": "team_manager"}).content.decode()
    assert "There is a problem" in page
    assert 'href="#id_unit"' in page and "choose the unit" in page


def test_pages_of_a_person(sign_in: SignIn, make_user: MakeUser) -> None:
    user = make_user(Role.DIRECTOR, EMAIL)
    client = sign_in(Role.ADMINISTRATOR)
    address = reverse("person", args=[user.pk])
    assert client.post(address, {"role": "board_member", "unit": "", "worker": ""}).status_code == 302
    for deed in ("close", "open", "second-step"):
        assert client.post(reverse("change_person", args=[user.pk, deed])).status_code == 302
    assert client.post(reverse("change_person", args=[user.pk, "promote"])).status_code == 404
    user.refresh_from_db()
    assert (user.role, user.is_active) == (Role.BOARD_MEMBER, True)
    assert "Director" in client.get(reverse("people")).content.decode()


def test_the_first_administrator_is_made_by_a_command(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    said = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    call_command("add_user", "Ann@Council.example", "--name", "Ann", stdout=said)
    user = User.objects.get()
    assert (user.email, user.role, user.check_password(PASSWORD)) == ("ann@council.example", Role.ADMINISTRATOR, True)
    assert "administrator" in said.getvalue()


@pytest.mark.parametrize("given", [("no address", PASSWORD), (EMAIL, "short")])
def test_a_bad_account_is_refused_by_the_command(given: tuple[str, str], monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{given[1]}\n"))
    with pytest.raises(CommandError):
        call_command("add_user", given[0], "--name", "Ann")
    assert not User.objects.exists()


def test_demonstration_accounts_are_made_on_synthetic_data(db: None) -> None:
    said = StringIO()
    call_command("add_demonstration", stdout=said)
    assert {user.role for user in User.objects.all()} == set(Role.values)
    assert all(user.is_demonstration for user in User.objects.all())
    assert "one-line-of-sight" in said.getvalue()
    call_command("add_demonstration", stdout=said)
    assert User.objects.count() == len(Role)


def test_demonstration_accounts_are_refused_where_data_may_be_real(settings, tmp_path, db: None) -> None:
    settings.SIGHTLINE_STORE = tmp_path
    with pytest.raises(CommandError, match="synthetic data only"):
        call_command("add_demonstration")
    assert not User.objects.exists()
