"""England's working days as the product ships them."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from sightline.vocabulary.dates import WorkingCalendar


def shipped_bank_holidays() -> dict[date, str]:
    """Each bank holiday of the file that is part of the product, with its name."""
    text = files("sightline").joinpath("definitions/calendar/bank_holidays_england.csv").read_text(encoding="utf-8")
    return {date.fromisoformat(row["holiday_date"]): row["title"] for row in csv.DictReader(text.splitlines())}


@cache
def england() -> WorkingCalendar:
    """The calendar that figures are worked out with."""
    return WorkingCalendar(shipped_bank_holidays())
