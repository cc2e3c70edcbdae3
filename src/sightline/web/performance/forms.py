"""What a reader may choose on a page of figures. Every choice has an address, so that a page can be shared as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

WINDOW_NAMES = {
    Window.MONTH: "Month",
    Window.QUARTER: "Quarter",
    Window.YTD: "Financial year to date",
    Window.ROLLING_3: "3 months",
    Window.ROLLING_6: "6 months",
    Window.ROLLING_12: "12 months",
    Window.SNAPSHOT: "At the month's end",
    Window.FINANCIAL_YEAR: "Financial year",
    Window.ACADEMIC_YTD: "School year to date",
    Window.TERM: "School term",
    Window.THREE_YEAR: "3 years",
    Window.CYCLE: "Audit cycle",
    Window.WEEK: "Last week of the month",
    Window.NEXT_MONTH: "The month after",
    Window.MONTH_ENDS_6: "Mean of six month ends",
}
WHOLE = ("", "The whole authority")


class MonthField(forms.ChoiceField):
    """A month out of those that have figures."""

    def __init__(self, months: Sequence[Month]) -> None:
        super().__init__(
            label="Month",
            choices=[("", "The latest"), *((str(month), wording.month(month)) for month in months)],
            required=False,
            error_messages={"invalid_choice": "There are no figures for that month. Choose one of the list."},
        )

    def clean(self, value: Any) -> Month | None:
        text = super().clean(value)
        return Month.parse(text) if text else None


class ScorecardChoices(forms.Form):
    """Month, unit, words to look for, and whether to show only what needs attention."""

    def __init__(self, data: QueryDict, *, months: Sequence[Month], units: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["period"] = MonthField(months)
        if units:
            self.fields["unit"] = forms.ChoiceField(label="Unit", choices=[WHOLE, *units], required=False)
        self.fields["words"] = forms.CharField(label="Find in names", required=False, max_length=80)
        self.fields["only"] = forms.ChoiceField(
            label="Show",
            choices=[("", "Every line"), ("not_met", "Targets not met"), ("worsening", "Getting worse")],
            required=False,
        )


class IndicatorChoices(forms.Form):
    """Month, window, unit and split of one indicator."""

    def __init__(
        self,
        data: QueryDict,
        *,
        months: Sequence[Month],
        windows: Sequence[Window],
        units: Sequence[tuple[str, str]],
        splits: Sequence[str],
    ) -> None:
        super().__init__(data)
        self.fields["period"] = MonthField(months)
        self.fields["window"] = forms.ChoiceField(
            label="Over",
            choices=[("", "The usual"), *((window.value, WINDOW_NAMES[window]) for window in windows)],
            required=False,
        )
        if units:
            self.fields["unit"] = forms.ChoiceField(label="Unit", choices=[WHOLE, *units], required=False)
        if splits:
            names = [(split, split.replace("_", " ").capitalize()) for split in splits]
            self.fields["by"] = forms.ChoiceField(label="Split by", choices=[("", "Nothing"), *names], required=False)


class ChildrenChoices(forms.Form):
    """Which figure the children stand behind. All of it comes from a link; what is wrong is said, never guessed."""

    period = forms.CharField()
    window = forms.ChoiceField(choices=[(window.value, window.value) for window in Window])
    by = forms.SlugField(required=False)
    group = forms.CharField(required=False, max_length=120)

    def clean_period(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["period"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("by")) != bool(given.get("group")):
            raise forms.ValidationError("A group needs the name of what it splits, and the other way round.")
        return given


class SearchForm(forms.Form):
    """Words to look for among the indicators."""

    words = forms.CharField(label="Find an indicator", required=False, max_length=120)
