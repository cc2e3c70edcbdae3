"""Small extracts that collide: about ten children, ten rows a table, and dates that sit on every edge of the rules.

`random_extract(seed, as_at)` is fast and repeatable, for hundreds at a time. `extracts(as_at)` is the same made by
Hypothesis, which can shrink what it finds. `combine` puts many into one dataset, an authority each, so that one run of an
engine checks them all. Ids of made-up children begin with `p`.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st

from sightline.vocabulary.dates import WorkingCalendar, add_months
from tests.support import care_rows, local_rows, need_rows

Rows = dict[str, list[dict[str, Any]]]
T = TypeVar("T")

CHILDREN = 6
# What an extract has most of, so that the rarer rules are met too.
THEMES = ("mixed", "mixed", "long in care", "leaving care", "in need")
# Codes, not keys: these end in _id and name nothing.
LOOKING_AHEAD = frozenset({"loc_manual_series", "loc_meeting", "loc_population", "loc_org_unit"})
NOT_KEYS = frozenset({"invo_professional_role_id", "indicator_id"})
LEGACY = "old"
# Local tables without an id of their own: what a second row may not repeat.
LOCAL_KEYS: dict[str, tuple[str, ...]] = {
    "loc_child_flag": ("person_id", "flag", "role", "start_date"),
    "loc_cp_history": ("person_id", "previous_plan_start"),
    "loc_visit_standard": ("person_id", "plan_type", "valid_from"),
    "loc_care_leaver_status": ("person_id", "status_date", "basis"),
    "loc_adoption_event": ("person_id", "event", "event_date"),
    "loc_iro_allocation": ("person_id", "worker_id", "role", "start_date"),
    "loc_foster_enquiry": ("enquiry_id", "stage", "stage_date"),
    "loc_worker": ("worker_id", "valid_from"),
    "loc_absence": ("worker_id", "start_date"),
    "loc_post": ("unit_id", "role", "as_at"),
}


class Maker:
    """Makes rows for one extract: every choice comes from one source of randomness."""

    def __init__(self, source: random.Random, as_at: date, holidays: Sequence[date]) -> None:
        self.source = source
        self.as_at = as_at
        self.calendar = WorkingCalendar(holidays)
        self.rows: Rows = {}
        self.children: list[str] = []
        self.theme = self.pick(THEMES)
        self._ids: dict[str, int] = {}
        self._pool = edge_days(as_at, self.calendar)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[self.source.randrange(len(choices))]

    def chance(self, percent: int) -> bool:
        """True so often in a hundred."""
        return self.source.randrange(100) < percent

    def some(self, most: int) -> range:
        """None to `most` of something."""
        return range(self.source.randrange(most + 1))

    def maybe(self, value: T, percent: int = 85) -> T | None:
        """The value, or nothing."""
        return value if self.chance(percent) else None

    def id(self, kind: str) -> str:
        """A new id; lengths differ so that text order is not the order of making."""
        self._ids[kind] = self._ids.get(kind, 0) + 1
        return f"{kind}{self._ids[kind] * 7 % 23}x{self._ids[kind]}"

    def day(self) -> date:
        """A day from the short list."""
        return self.pick(self._pool)

    def early_day(self) -> date:
        """A day from the oldest third of the short list."""
        return self.pick(self._pool[: len(self._pool) // 3])

    def late_day(self) -> date:
        """A day from the newest third of the short list."""
        return self.pick(self._pool[2 * len(self._pool) // 3 :])

    def after(self, start: date, *working_days: int) -> date:
        """A day on an edge of some clock that began on `start`."""
        steps = [start, start + timedelta(days=1), start + timedelta(days=self.pick((6, 7, 8, 14, 15, 28, 42, 43)))]
        for number in working_days:
            due = self.calendar.add_working_days(start, number)
            steps += [due, due + timedelta(days=1)]
        months = self.pick((1, 3, 6, 12, 24))
        steps += [add_months(start, months), add_months(start, months) + timedelta(days=self.pick((-1, 1)))]
        steps.append(max(start, self.day()))
        # What has not happened yet is in no extract, but for a day that somebody typed wrongly.
        known = [step for step in steps if step <= self.as_at + timedelta(days=1)]
        return self.pick(steps if self.chance(2) or not known else known)

    def end(self, start: date, still_open: int = 40) -> date | None:
        """When a spell that began on `start` ended, if it has; now and then before it began."""
        if self.chance(still_open) or start > self.as_at:
            return None
        return self.day() if self.chance(3) else self.after(start, 10, 20, 45)

    def flag(self) -> str | None:
        """Y, N or blank."""
        return self.pick(("Y", "N", None))

    def at_time(self, on: date) -> datetime:
        """A day with a time, midnight now and then."""
        return datetime.combine(on, self.pick((time(0, 0), time(9, 30), time(23, 59))))

    def add(self, table: str, **row: Any) -> dict[str, Any]:
        """A row for a table, unless its key is taken."""
        rows = self.rows.setdefault(table, [])
        key = LOCAL_KEYS.get(table, ())
        if not key or all(any(row[column] != other[column] for column in key) for other in rows):
            rows.append(row)
        return row


def edge_days(as_at: date, calendar: WorkingCalendar) -> list[date]:
    """The short list: ends of months and years, leap days, bank holidays, the as-at day and what lies months before it."""
    days = {as_at, as_at - timedelta(days=1), as_at + timedelta(days=1), as_at.replace(day=1)}
    for months in (1, 3, 6, 12, 24, 30, 36):
        back = add_months(as_at, -months)
        days |= {back, back + timedelta(days=1)}
    for year in range(as_at.year - 2, as_at.year + 1):
        days |= {date(year, 3, 31), date(year, 4, 1), date(year, 12, 31), date(year, 8, 31)}
        days |= {holiday for holiday in calendar.bank_holidays if holiday.year == year and holiday.month in (3, 4, 12)}
    days |= {date(2024, 2, 29), date(2023, 2, 28), date(2024, 3, 1)}
    for working_days in (10, 15, 20, 21, 30, 45, 46):
        days.add(before(calendar, as_at, working_days))
    return sorted(day for day in days if day <= as_at + timedelta(days=1))


def before(calendar: WorkingCalendar, day: date, working_days: int) -> date:
    """The latest day with so many working days after it, up to and including `day`."""
    start = day - timedelta(days=working_days)
    while calendar.working_days(start, day) < working_days:
        start -= timedelta(days=1)
    return start


def add_people(make: Maker) -> None:
    """Children whose birthdays matter, staff and teams."""
    years: tuple[int, ...] = (0, 1, 4, 5, 9, 10, 15, 16, 17, 18, 19, 21, 22)
    if make.theme == "leaving care":
        years = (13, 14, 15, 16, 16, 17, 17, 18, 18, 19)
    elif make.theme == "long in care":
        years = (1, 2, 3, 4, 8, 12, 14)
    for number in range(1, CHILDREN + 1):
        person = f"p{number}"
        make.children.append(person)
        born = add_months(make.day(), -12 * make.pick(years))
        if make.chance(8):
            born = date(make.as_at.year - make.as_at.year % 4 - 4 * make.pick((0, 1, 4)), 2, 29)
        make.add(
            "ssd_person",
            pers_person_id=person,
            pers_legacy_id=f"{LEGACY}{number}" if make.chance(60) else None,
            pers_sex=make.pick(("F", "M", "U", None)),
            pers_ethnicity=make.pick(("WBRI", "MOTH", "CHNE", "BAFR", "OOTH", "REFU", None)),
            pers_dob=make.maybe(born, 92),
            pers_expected_dob=make.maybe(make.day(), 5),
            pers_death_date=make.maybe(make.day(), 4),
        )
        for _ in make.some(2):
            code = make.pick(("NONE", "AUT", "LD"))
            make.add("ssd_disability", disa_table_id=make.id("d"), disa_person_id=person, disa_disability_code=code)
    for number in range(1, 5):
        make.add("ssd_professionals", prof_professional_id=f"w{number}", prof_staff_id=f"staff{number}")
        make.add("ssd_department", dept_team_id=f"t{number}", dept_team_name=f"Team {number}")


def make_extract(source: random.Random, as_at: date, holidays: Sequence[date], local: bool) -> Rows:
    """One extract from one source of randomness."""
    make = Maker(source, as_at, holidays)
    add_people(make)
    local_rows.add_structure(make)
    need_rows.add_need(make)
    care_rows.add_care(make)
    if local:
        local_rows.add_local(make)
    return without_tomorrow(make.rows, as_at + timedelta(days=1))


def without_tomorrow(rows: Rows, last: date) -> Rows:
    """The rows with what lies far ahead left out: an extract holds what happened, but for a day typed wrongly."""
    return {
        table: [
            row
            for row in of_table
            if table in LOOKING_AHEAD
            or not any(
                isinstance(value, date) and as_day(value) > last and is_start(row, column) for column, value in row.items()
            )
        ]
        for table, of_table in rows.items()
    }


def is_start(row: dict[str, Any], column: str) -> bool:
    """Whether a column holds the first date of a row: what happened, or began."""
    dates = [name for name, value in row.items() if isinstance(value, date)]
    return column == dates[0] and not column.endswith("_dob")


def as_day(value: date) -> date:
    """The day of a date or a time."""
    return value.date() if isinstance(value, datetime) else value


def random_extract(seed: int, as_at: date, holidays: Sequence[date], *, local: bool = True) -> Rows:
    """An extract that is the same for the same seed. Without `local` it has only the tables of the standard."""
    return make_extract(random.Random(seed), as_at, holidays, local)


def extracts(as_at: date, holidays: Sequence[date], *, local: bool = True) -> st.SearchStrategy[Rows]:
    """Extracts whose every choice Hypothesis makes, and can take back when it shrinks."""
    return st.randoms(use_true_random=False).map(lambda source: make_extract(source, as_at, holidays, local))


# --- many extracts in one ---------------------------------------------------------------------------------------------


def is_key(column: str) -> bool:
    """Whether a column names a person, a record, a worker or a team."""
    return column.endswith(("_id", "_team", "_advisor")) and column not in NOT_KEYS


def with_prefix(rows: Rows, prefix: str) -> Rows:
    """The same extract with every id made different from those of others."""
    return {
        table: [
            {column: f"{prefix}{value}" if is_key(column) and value is not None else value for column, value in row.items()}
            for row in of_table
        ]
        for table, of_table in rows.items()
    }


def combine(by_authority: Mapping[str, Rows]) -> Rows:
    """One dataset of many authorities: each row says whose it is, and no id is used twice."""
    together: Rows = {}
    for authority, rows in by_authority.items():
        for table, of_table in with_prefix(rows, f"{authority}-").items():
            together.setdefault(table, []).extend({"authority": authority, **row} for row in of_table)
    for row in together.get("loc_population", []):
        row["area_code"] = row["authority"]
    for row in together.get("loc_postcode_la", []):
        row["la_code"] = row["authority"] if row["la_code"] == "own" else row["la_code"]
    return together


def write_extract(rows: Rows, folder: Path) -> None:
    """Write an extract as CSV, a table a file, as a council would give it."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, of_table in rows.items():
        columns = list(dict.fromkeys(column for row in of_table for column in row))
        with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([written(row.get(column)) for column in columns] for row in of_table)


def written(value: object) -> str:
    """A value as text: dates as ISO, a blank for nothing."""
    if value is None:
        return ""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
