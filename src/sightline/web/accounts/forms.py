"""Forms of accounts: inviting, accepting, changing."""

from __future__ import annotations

from typing import Any

from django import forms

from sightline.errors import UsageError
from sightline.pipeline.organisation import Organisation
from sightline.web.accounts.commands import check_place
from sightline.web.accounts.models import Role

NOWHERE = ("", "Not tied to one")


class PlaceForm(forms.Form):
    """A role, and the unit or worker that it needs. The choices are those of the council's own tree."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    unit = forms.ChoiceField(
        label="Unit",
        required=False,
        help_text="Managers and auditors see the children of a unit and of every unit below it.",
    )
    worker = forms.ChoiceField(
        label="Worker", required=False, help_text="A social worker sees the children whose records name this worker."
    )

    def __init__(self, *arguments: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.organisation = organisation
        units = [(unit.unit_id, f"{unit.name} ({unit.kind})") for unit in organisation.units]
        workers = [(worker.professional_id, f"{worker.name} ({worker.professional_id})") for worker in organisation.workers]
        # An account keeps its place when the tree has lost it, so that saving another change does not move it.
        for name, choices in (("unit", units), ("worker", workers)):
            held = self.initial.get(name)
            if held and held not in dict(choices):
                choices.append((held, f"{held} (not in the latest data)"))
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [NOWHERE, *choices]

    def clean(self) -> dict[str, Any]:
        """A worker's address finds the worker; then the role must have its place."""
        given: dict[str, Any] = super().clean() or {}
        role = given.get("role", "")
        known = self.organisation.worker_of_email(given.get("email", "")) if given.get("email") else None
        if known is not None:
            given["worker"] = given.get("worker") or known.professional_id
            given["unit"] = given.get("unit") or known.unit_id
        try:
            check_place(role, given.get("unit", ""), given.get("worker", ""))
        except UsageError as error:
            self.add_error("worker" if "worker" in str(error) else "unit", str(error))
        return given


class InvitationForm(PlaceForm):
    """Whom to invite."""

    field_order = ("name", "email", "role", "unit", "worker")

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email address", help_text="A worker whose address the data holds is found by it.")


class AcceptForm(forms.Form):
    """Choosing a password."""

    password = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text="At least 12 characters. Three or four unrelated words are easy to keep and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
