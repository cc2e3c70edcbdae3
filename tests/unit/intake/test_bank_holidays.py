"""England's bank holidays, as they ship, beside an independent list."""

import csv
from datetime import date
from importlib.resources import files

import holidays


def shipped() -> list[date]:
    text = files("sightline").joinpath("definitions", "calendar", "bank_holidays_england.csv").read_text(encoding="utf-8")
    return [date.fromisoformat(row["holiday_date"]) for row in csv.DictReader(text.splitlines())]


def test_bank_holidays_are_those_of_an_independent_list() -> None:
    days = shipped()
    years = range(min(days).year, max(days).year + 1)
    # The other list also names days that are kept on another one: Christmas on a Saturday beside its substitute.
    independent = {day for day in holidays.country_holidays("GB", subdiv="ENG", years=years) if day.weekday() < 5}
    assert {day for day in days if day.weekday() < 5} == independent


def test_bank_holidays_are_in_order_and_once() -> None:
    days = shipped()
    assert days == sorted(set(days))
    assert min(days).year <= 2012 and max(days).year >= 2030
