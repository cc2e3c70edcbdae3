"""Fields as the design system writes them: the widget's class, and what describes it."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.widgets import Input as TextInputs
from django.utils.safestring import SafeString

register = template.Library()

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (TextInputs, "govuk-input"),
)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is a single box to tick, which has its label after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The widget with its class and with the ids of the hint and of the errors that describe it."""
    name = next((name for kind, name in CLASSES if isinstance(field.field.widget, kind)), "")
    has_error = bool(field.errors)
    if has_error and name:
        name = f"{name} {name.split('__')[0]}--error"
    described = [f"{field.auto_id}_helptext"] * bool(field.help_text) + [f"{field.auto_id}_error"] * has_error
    attributes: dict[str, Any] = {"class": name}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if has_error:
        attributes["aria-invalid"] = "true"
    # A hint of what to type disappears as soon as one types; the label says it.
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attributes)
