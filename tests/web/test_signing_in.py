"""Signing in: passwords, throttling, a second step, closed accounts, and no way in but an invitation."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from sightline.web.accounts.models import Role, User
from tests.support.pages import InspectingClient
from tests.web.conftest import PASSWORD, MakeUser, SignIn

pytestmark = pytest.mark.usefixtures("council")
EMAIL = "ann@council.example"


def sign_in_as(client: InspectingClient, email: str = EMAIL, password: str = PASSWORD, **further: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **further})


def is_signed_in(client: InspectingClient) -> bool:
    return client.get(reverse("my_account")).status_code == 200


def test_the_right_password_opens_the_home_page(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    response = sign_in_as(client)
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert is_signed_in(client)


def test_an_address_may_be_written_in_capitals(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    sign_in_as(client, EMAIL.upper())
    assert is_signed_in(client)


def test_a_wrong_password_says_the_same_as_an_unknown_address(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    pages = [sign_in_as(client, EMAIL, "wrong-password"), sign_in_as(client, "nobody@council.example", "wrong-password")]
    said = [re.search(r"error-summary__list.*?</ul>", page.content.decode(), re.DOTALL) for page in pages]
    assert said[0] is not None and said[1] is not None and said[0][0] == said[1][0]
    assert not is_signed_in(client)


def test_after_five_failures_the_right_password_waits_too(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    for _ in range(5):
        sign_in_as(client, EMAIL, "wrong-password")
    response = sign_in_as(client)
    assert response.status_code == 429
    assert "Wait a little" in response.content.decode()
    assert not is_signed_in(client)


def test_a_closed_account_cannot_sign_in(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL, is_active=False)
    client = InspectingClient()
    sign_in_as(client)
    assert not is_signed_in(client)


def test_nobody_signs_up(db: None) -> None:
    client = InspectingClient()
    given = {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_signup"), given).url == reverse("account_login")
    assert not User.objects.exists()


def test_the_address_after_signing_in_stays_here(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    assert sign_in_as(InspectingClient(), next="https://elsewhere.example/").url == reverse("home")


def test_signing_out_ends_the_session(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    sign_in_as(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_second_step_is_asked_for_once_it_is_set_up(make_user: MakeUser) -> None:
    user = make_user(Role.DIRECTOR, EMAIL)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    client = InspectingClient()
    assert sign_in_as(client).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    page = client.get(reverse("mfa_authenticate"))
    assert page.status_code == 200
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert is_signed_in(client)


def test_setting_up_a_second_step_by_its_pages(make_user: MakeUser) -> None:
    user = make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    sign_in_as(client)
    # Even somebody who is signed in gives the password once more before the way of signing in changes.
    confirm = client.get(reverse("mfa_activate_totp")).url
    assert confirm.startswith(reverse("account_reauthenticate"))
    assert client.post(confirm, {"password": PASSWORD}).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page)
    assert secret is not None
    response = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret[1])})
    assert response.status_code == 302
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).count() == 1
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_a_forgotten_password_is_set_by_post(make_user: MakeUser) -> None:
    make_user(Role.DIRECTOR, EMAIL)
    client = InspectingClient()
    assert client.post(reverse("account_reset_password"), {"email": EMAIL}).status_code == 302
    link = re.search(r"http://testserver(/account/password/\S+)", mail.outbox[0].body)
    assert link is not None
    form = client.get(link[1], follow=True)
    assert form.status_code == 200
    given = {"password1": "another-set-of-words", "password2": "another-set-of-words"}
    client.post(form.redirect_chain[-1][0], given)
    sign_in_as(client, EMAIL, "another-set-of-words")
    assert is_signed_in(client)


def test_a_weak_password_is_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR, EMAIL)
    given = {"oldpassword": PASSWORD, "password1": "password", "password2": "password"}
    page = client.post(reverse("account_change_password"), given)
    assert page.status_code == 200
    assert "at least 12 characters" in page.content.decode()


def test_what_was_typed_is_in_no_page(make_user: MakeUser) -> None:
    page = sign_in_as(InspectingClient(), EMAIL, "a-secret-that-was-typed")
    assert "a-secret-that-was-typed" not in page.content.decode()


def test_sessions_end(settings, sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    expiry = client.session.get_expiry_date(modification=datetime(2026, 11, 2, 9, tzinfo=UTC))
    assert expiry == datetime(2026, 11, 2, 17, tzinfo=UTC)
    assert client.session.get_expire_at_browser_close()
