"""Addresses of accounts. Of django-allauth's views only those named here can be opened, each with its policy."""

from __future__ import annotations

from allauth.account import views as signing
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.generic import RedirectView

from sightline.web.accounts import views
from sightline.web.accounts.policies import check_signed_in
from sightline.web.core.access import anyone, open_to


@open_to(anyone)
def no_signing_up(request: HttpRequest) -> HttpResponse:
    """Accounts are made by invitation; the way in is signing in."""
    return RedirectView.as_view(pattern_name="account_login")(request)  # type: ignore[return-value]


urlpatterns = [
    path("sign-in/", open_to(anyone)(signing.login), name="account_login"),
    path("sign-out/", open_to(anyone)(signing.logout), name="account_logout"),
    path("sign-up/", no_signing_up, name="account_signup"),
    path("closed/", open_to(anyone)(signing.account_inactive), name="account_inactive"),
    path("confirm/", open_to(check_signed_in)(signing.reauthenticate), name="account_reauthenticate"),
    path("password/", open_to(check_signed_in)(signing.password_change), name="account_change_password"),
    path("password/set/", open_to(check_signed_in)(signing.password_set), name="account_set_password"),
    path("password/forgotten/", open_to(anyone)(signing.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", open_to(anyone)(signing.password_reset_done), name="account_reset_password_done"),
    # The key has hyphens of its own: the account is what stands before the first.
    re_path(
        r"^password/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        open_to(anyone)(signing.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/forgotten/done/",
        open_to(anyone)(signing.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", open_to(check_signed_in)(second_step.index), name="mfa_index"),
    path("second-step/code/", open_to(anyone)(second_step.authenticate), name="mfa_authenticate"),
    path("second-step/confirm/", open_to(check_signed_in)(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/set-up/", open_to(check_signed_in)(authenticator.activate_totp), name="mfa_activate_totp"),
    path("second-step/remove/", open_to(check_signed_in)(authenticator.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-step/codes/", open_to(check_signed_in)(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-step/codes/make/", open_to(check_signed_in)(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "second-step/codes/download/",
        open_to(check_signed_in)(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("", views.my_account, name="my_account"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/<slug:deed>/", views.change_person, name="change_person"),
]
