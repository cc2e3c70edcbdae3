"""Forms of the pages that every application shares."""

from __future__ import annotations

from typing import Any

from django import forms

from sightline.web.accounts.models import User
from sightline.web.core.models import Action


class DayInput(forms.DateInput):
    """A day as browsers offer a calendar for; without one, it is typed as 2026-10-31."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ActivityFilter(forms.Form):
    """Which entries of the activity log to show. Nothing chosen means all."""

    by: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label="Who", queryset=User.objects.all(), required=False, empty_label="Everybody"
    )
    action = forms.ChoiceField(label="What", choices=[("", "Everything"), *Action.choices], required=False)
    since = forms.DateField(label="From", widget=DayInput(), required=False)
    until = forms.DateField(label="To", widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first. Choose a later one.")
        return given
