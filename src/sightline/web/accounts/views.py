"""Pages of accounts: one's own, other people's, invitations, and the way in by the demonstration."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from sightline.errors import UsageError
from sightline.web.accounts import commands
from sightline.web.accounts.forms import AcceptForm, InvitationForm, PlaceForm
from sightline.web.accounts.models import Role, User
from sightline.web.accounts.policies import check_people, check_signed_in
from sightline.web.accounts.presenters import invitation_rows, person_rows, said_reach
from sightline.web.accounts.queries import current_organisation, find_invitation, find_people, open_invitations
from sightline.web.core.access import anyone, open_to
from sightline.web.core.reading import reader


@open_to(check_signed_in)
def my_account(request: HttpRequest) -> HttpResponse:
    """What one's account is, and the way to its password and second step."""
    user = reader(request)
    return render(request, "accounts/my_account.html", {"sees": said_reach(user, current_organisation())})


@open_to(check_people)
def people(request: HttpRequest) -> HttpResponse:
    """Every account and every open invitation."""
    organisation = current_organisation()
    return render(
        request,
        "accounts/people.html",
        {
            "people": person_rows(find_people(), organisation),
            "invitations": invitation_rows(open_invitations(timezone.now())),
        },
    )


@open_to(check_people)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody. The link is sent, and shown once for councils that have no post set up."""
    form = InvitationForm(request.POST or None, organisation=current_organisation())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invitation, token = commands.invite(
                by=reader(request),
                at=timezone.now(),
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                unit=given["unit"],
                worker=given["worker"],
                page=request.path,
            )
        except UsageError as error:
            form.add_error("email", str(error))
        else:
            link = request.build_absolute_uri(reverse("accept_invitation", args=[token]))
            send_mail("Your invitation to Sightline", LETTER.format(name=invitation.name, link=link), None, [invitation.email])
            return render(request, "accounts/invited.html", {"invitation": invitation, "link": link})
    return render(request, "accounts/invite.html", {"form": form})


LETTER = """Dear {name},

You have been invited to Sightline. Open this link within a week and choose a password:

{link}

If you did not expect this, do nothing.
"""


@open_to(anyone)
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password, and so make the account of an invitation."""
    invitation = find_invitation(token, timezone.now())
    if invitation is None:
        raise Http404
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            # The address of this page holds the token, so that the log has the page without it.
            commands.accept_invitation(
                token=token, password=form.cleaned_data["password"], at=timezone.now(), page=reverse("account_login")
            )
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, "Your account is ready. Sign in with the password that you have just chosen.")
            return redirect("account_login")
    return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})


@open_to(check_people)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its role and place, and what an administrator may do with it."""
    user = get_object_or_404(User, pk=pk)
    organisation = current_organisation()
    held = {"role": user.role, "unit": user.unit, "worker": user.worker}
    form = PlaceForm(request.POST or None, initial=held, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.change_account(
                by=reader(request),
                at=timezone.now(),
                user=user,
                role=Role(given["role"]),
                unit=given["unit"],
                worker=given["worker"],
                page=request.path,
            )
        except UsageError as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, f"{user.name} is now {user.get_role_display().lower()}.")
            return redirect("people")
    shown = {"form": form, "person": user, "sees": said_reach(user, organisation)}
    return render(request, "accounts/person.html", shown)


DEEDS = {
    "close": (commands.close_account, "The account of {name} is closed."),
    "open": (commands.open_account, "The account of {name} is open again."),
    "second-step": (commands.remove_second_step, "{name} signs in with the password alone, until a new second step is set up."),
}


@open_to(check_people)
@require_POST
def change_person(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Close or open an account, or take away its second step."""
    if deed not in DEEDS:
        raise Http404
    user = get_object_or_404(User, pk=pk)
    command, said = DEEDS[deed]
    try:
        command(by=reader(request), at=timezone.now(), user=user, page=request.path)
    except UsageError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said.format(name=user.name))
    return redirect("people")
