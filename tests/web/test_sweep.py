"""Every route as every role. A route that is not in the table, or a view that names no policy, fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sightline.web.accounts.commands import invite
from sightline.web.accounts.models import Role
from sightline.web.core.access import Forbidden, anyone
from sightline.web.core.middleware import DenyByDefault
from tests.support.pages import InspectingClient
from tests.web.conftest import MakeUser, SignIn

EVERYBODY = frozenset(Role)
REACHES_CHILDREN = EVERYBODY - {Role.BOARD_MEMBER, Role.ADMINISTRATOR}
REVIEWERS = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR, Role.QA_MANAGER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
FIGURE = {"indicator": "assessments-45-days"}
LIST = "?period=2026-10&window=rolling_12"

# Name of each route: its arguments, its query, and the roles that may open it; None for everybody, signed in or not.
ROUTES: dict[str, tuple[dict[str, Any], str, frozenset[Role] | None]] = {
    "health": ({}, "", None),
    "accessibility": ({}, "", None),
    "activity": ({}, "", REVIEWERS),
    "home": ({}, "", EVERYBODY),
    "scorecards": ({}, "", EVERYBODY),
    "scorecard": ({"name": "key"}, "", EVERYBODY),
    "scorecard_csv": ({"name": "key"}, "", EVERYBODY),
    "indicators": ({}, "", EVERYBODY),
    "indicator": (FIGURE, "", EVERYBODY),
    "children": (FIGURE, LIST, REACHES_CHILDREN),
    "children_csv": (FIGURE, LIST, REACHES_CHILDREN),
    "my_account": ({}, "", EVERYBODY),
    "people": ({}, "", ADMINISTRATORS),
    "invite": ({}, "", ADMINISTRATORS),
    "person": ({"pk": 0}, "", ADMINISTRATORS),
    "change_person": ({"pk": 0, "deed": "close"}, "", ADMINISTRATORS),
    "accept_invitation": ({"token": "unknown"}, "", None),
    "account_login": ({}, "", None),
    "account_logout": ({}, "", None),
    "account_signup": ({}, "", None),
    "account_inactive": ({}, "", None),
    "account_reauthenticate": ({}, "", EVERYBODY),
    "account_change_password": ({}, "", EVERYBODY),
    "account_set_password": ({}, "", EVERYBODY),
    "account_reset_password": ({}, "", None),
    "account_reset_password_done": ({}, "", None),
    "account_reset_password_from_key": ({"uidb36": "1", "key": "unknown"}, "", None),
    "account_reset_password_from_key_done": ({}, "", None),
    "mfa_index": ({}, "", EVERYBODY),
    "mfa_authenticate": ({}, "", None),
    "mfa_reauthenticate": ({}, "", EVERYBODY),
    "mfa_activate_totp": ({}, "", EVERYBODY),
    "mfa_deactivate_totp": ({}, "", EVERYBODY),
    "mfa_view_recovery_codes": ({}, "", EVERYBODY),
    "mfa_generate_recovery_codes": ({}, "", EVERYBODY),
    "mfa_download_recovery_codes": ({}, "", EVERYBODY),
}
# What a route may answer to whoever may open it: the page, another page, no such thing, or that it takes a form only.
ANSWERS = {200, 302, 404, 405}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def address(name: str, pk: int = 0) -> str:
    arguments, query, _ = ROUTES[name]
    held = {key: pk if key == "pk" else value for key, value in arguments.items()}
    return reverse(name, kwargs=held) + query


def test_the_table_names_every_route() -> None:
    assert sorted(str(each.name) for each in patterns()) == sorted(ROUTES)


def test_every_view_names_its_policy() -> None:
    assert not [each.name for each in patterns() if not callable(getattr(each.callback, "policy", None))]


def test_open_routes_are_those_of_the_table() -> None:
    assert {each.name for each in patterns() if each.callback.policy is anyone} == {
        name for name, (_, _, roles) in ROUTES.items() if roles is None
    }


def test_a_view_without_a_policy_stays_shut(rf: RequestFactory) -> None:
    def lax(request: HttpRequest) -> HttpResponse:
        return HttpResponse("open")

    with pytest.raises(Forbidden):
        DenyByDefault(lax).process_view(rf.get("/"), lax, (), {})


def test_a_stranger_is_asked_to_sign_in(council: Path, db: None) -> None:
    client = InspectingClient()
    for name, (_, _, roles) in ROUTES.items():
        response = client.get(address(name))
        if roles is None:
            assert response.status_code in ANSWERS, name
        else:
            assert response.status_code == 302 and response.url.startswith(reverse("account_login")), name


@pytest.mark.lists_children
@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_is_its_own_and_nothing_else(role: Role, sign_in: SignIn, make_user: MakeUser) -> None:
    other = make_user(Role.SOCIAL_WORKER, "somebody.else@council.example")
    client = sign_in(role)
    for name, (_, _, roles) in ROUTES.items():
        if name == "account_logout":
            continue
        status = client.get(address(name, other.pk)).status_code
        assert status == 403 if roles is not None and role not in roles else status in ANSWERS, f"{name}: {status}"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_forms_of_others_are_refused_too(role: Role, sign_in: SignIn, make_user: MakeUser) -> None:
    other = make_user(Role.SOCIAL_WORKER, "somebody.else@council.example")
    client = sign_in(role)
    for name in ("invite", "person", "change_person"):
        assert client.post(address(name, other.pk), {"role": "director"}).status_code == 403
    other.refresh_from_db()
    assert (other.role, other.is_active) == (Role.SOCIAL_WORKER, True)


def test_a_closed_account_opens_nothing(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR, is_active=False)
    assert client.get(reverse("home")).status_code == 302


def test_an_invitation_that_is_open_opens(council: Path, make_user: MakeUser) -> None:
    _, token = invite(
        by=make_user(Role.ADMINISTRATOR), at=datetime.now(UTC), email="ann@council.example", name="Ann", role=Role.DIRECTOR
    )
    assert InspectingClient().get(reverse("accept_invitation", args=[token])).status_code == 200
