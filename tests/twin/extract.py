"""An extract as the twin reads it: rows of the standard as plain dictionaries, cleaned of sentinels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from sightline.vocabulary.dates import WorkingCalendar, age

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
T = TypeVar("T")

FAR = date.max
# indicators.md section 2.1: the only columns whose time of day means something.
KEEP_TIME = frozenset(
    {
        "cont_contact_date",
        "miss_missing_episode_start_date",
        "miss_missing_episode_end_date",
        "received_at",
        "decision_at",
    }
)
# Dates that look ahead by nature. Any other date after the as-at date has not happened, and is not known.
AHEAD = (
    "_due",
    "due_date",
    "target_date",
    "used_from",
    "used_to",
    "valid_from",
    "valid_to",
    "holiday_date",
    "_dob",
    "previous_plan_start",
    "previous_plan_end",
    "period_start",
    "period_end",
)
NO_DATE = frozenset({date(1900, 1, 1), date(9999, 12, 31)})
YES = frozenset({"Y", "YES", "TRUE", "T", "1"})
NO = frozenset({"N", "NO", "FALSE", "F", "0"})
# The parent record through which a person is reached where a system leaves the person out.
PARENTS = {
    "ssd_cp_visits": ("cppv_person_id", "cppv_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id"),
    "ssd_cp_reviews": ("cppr_person_id", "cppr_cp_plan_id", "ssd_cp_plans", "cppl_cp_plan_id", "cppl_person_id"),
    "ssd_cla_placement": ("clap_person_id", "clap_cla_id", "ssd_cla_episodes", "clae_cla_id", "clae_person_id"),
    "ssd_cla_reviews": ("clar_cla_person_id", "clar_cla_id", "ssd_cla_episodes", "clae_cla_id", "clae_person_id"),
    "ssd_cla_visits": ("clav_person_id", "clav_cla_id", "ssd_cla_episodes", "clae_cla_id", "clae_person_id"),
    "ssd_involvements": ("invo_person_id", "invo_referral_id", "ssd_cin_episodes", "cine_referral_id", "cine_person_id"),
}
# indicators.md section 4.
DEFAULTS: Mapping[str, str] = {
    "contacts_scope": "new",
    "source_groups": "{}",
    "seen_days_unit": "working",
    "pf_requires_assessment": "Y",
    "require_open_episode": "Y",
    "assessment_type_filter": "all",
    "cin_plan_months": "3",
    "cp_plan_months": "3",
    "cla_plan_rule": "6m_or_review",
    "cin_first_visit_wd": "10",
    "cin_visit_wd": "20",
    "cp_first_visit": "5 WD",
    "cp_visit_interval": "10 WD",
    "grace_exclude": "Y",
    "cla_visit_rule": "reg28",
    "review_basis": "held",
    "cpp_repeat_from": "end",
    "cpp_two_year_days": "729",
    "cwd_scope": "team",
    "under5_rule": "6m",
    "dental_min_age": "0",
    "pep_ages": "2-17",
    "pep_term_grace": "0",
    "pep_term_dates": "Jul, Dec, Mar",
    "distance_base": "all",
    "include_qualifying": "N",
    "pathway_grace_months": "3",
    "a2_basis": "adoptions",
    "agency_basis": "fte",
    "allocated_roles": "CW; ALLOCATED CASE WORKER; AW",
    "caseload_fte_weights": "AP 0.4; NQSW 0.6; from 2019-02-01",
    "sw_min_days": "7",
    "cla_assessment_wd": "45",
    "cla_cp_supervision_wd": "20",
    "assessment_deadline_basis": "referral",
    "s47_wd": "10",
    "dental_first_months": "6",
    "pa_contact_days": "56",
    "oversight_wd": "30",
    "eh_review_weeks": "12",
    "cin_supervision_wd": "30",
    "foster_include_connected": "N",
}


def yes(value: object) -> bool | None:
    """Y/N in any of its spellings as a boolean; None for anything else."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().upper() if value is not None else ""
    return True if text in YES else False if text in NO else None


def day(value: Any) -> Any:
    """The calendar date of a date or a time."""
    return value.date() if isinstance(value, datetime) else value


def clean(column: str, value: Any, as_at: date) -> Any:
    """A value with sentinels, blanks and what has not happened yet as None; dates truncated unless their time is kept."""
    if isinstance(value, date):
        if day(value) in NO_DATE or (day(value) > as_at and not column.endswith(AHEAD)):
            return None
        return value if column in KEEP_TIME else day(value)
    if isinstance(value, str):
        value = value.strip()
        if value in ("", "SSD_PH") or (value in ("0", "-1") and column.endswith(("_id", "_team"))):
            return None
    if column == "clap_cla_placement_distance" and value is not None:
        return None if float(value) == 999.9 else float(value)
    return value


def memo(function: Callable[..., T]) -> Callable[..., T]:
    """Remember a result on the extract that it was worked out from."""

    @wraps(function)
    def remembered(extract: Extract, *args: Any) -> T:
        key = (function.__module__, function.__qualname__, *args)
        if key not in extract.remembered:
            extract.remembered[key] = function(extract, *args)
        return extract.remembered[key]

    return remembered


class Extract:
    """Rows of one authority's extract, by table name in lower case, as at a date."""

    def __init__(
        self,
        rows: Rows,
        as_at: date,
        bank_holidays: Iterable[date],
        authority: str,
        settings: Mapping[str, Any] | Iterable[Row] = (),
    ) -> None:
        self.as_at = as_at
        self.authority = authority
        self.remembered: dict[Any, Any] = {}
        self._loaded = frozenset(name for name, table in rows.items() if table is not None)
        self._tables: dict[str, list[Row]] = {
            name: [{column: clean(column, value, as_at) for column, value in row.items()} for row in table or ()]
            for name, table in rows.items()
        }
        self._indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        for name in PARENTS:
            self._tables[name] = self._with_person(name)
        # Bank holidays that a council adds are on top of the list that ships.
        added = [row["holiday_date"] for row in self.table("loc_bank_holiday") if row.get("holiday_date")]
        self.calendar = WorkingCalendar([*bank_holidays, *added])
        self._settings = self._dated_settings(settings)

    def _with_person(self, name: str) -> list[Row]:
        person, link, parent_table, parent_key, parent_person = PARENTS[name]
        parents = {row.get(parent_key): row.get(parent_person) for row in self.table(parent_table)}
        return [row if row.get(person) is not None else {**row, person: parents.get(row.get(link))} for row in self.table(name)]

    def _dated_settings(self, settings: Mapping[str, Any] | Iterable[Row]) -> dict[str, list[tuple[date, str]]]:
        if isinstance(settings, Mapping):
            settings = [{"key": key, "value": value, "valid_from": None} for key, value in settings.items()]
        dated: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for row in [*self.table("loc_config"), *settings]:
            if row.get("key") is not None and row.get("value") is not None:
                dated[str(row["key"])].append((row.get("valid_from") or date.min, str(row["value"])))
        return {key: sorted(values, key=lambda pair: pair[0]) for key, values in dated.items()}

    def loaded(self, name: str) -> bool:
        """Whether the table is in the extract at all."""
        return name in self._loaded

    def table(self, name: str) -> list[Row]:
        """Every row of a table; none where it is absent."""
        return self._tables.get(name, [])

    def where(self, name: str, column: str, value: Any) -> list[Row]:
        """The rows of a table that hold a value in a column."""
        if (name, column) not in self._indexes:
            index: dict[Any, list[Row]] = defaultdict(list)
            for row in self.table(name):
                index[row.get(column)].append(row)
            self._indexes[name, column] = index
        return self._indexes[name, column].get(value, []) if value is not None else []

    def setting(self, key: str, on: date | None = None) -> str:
        """The value of a setting in force on a date (its latest, where no date is given)."""
        in_force = [value for since, value in self._settings.get(key, []) if on is None or since <= on]
        return in_force[-1] if in_force else DEFAULTS[key]

    def number(self, key: str, on: date | None = None) -> int:
        """A setting that is a whole number."""
        return int(self.setting(key, on))

    def is_on(self, key: str, on: date | None = None) -> bool:
        """A setting that is Y or N."""
        return yes(self.setting(key, on)) is True

    def person(self, person: str | None) -> Row:
        """The child's own row; empty where the extract has none."""
        rows = self.where("ssd_person", "pers_person_id", person)
        return rows[0] if rows else {}

    def age(self, person: str | None, on: date) -> int | None:
        """Completed years on a date. None where the date of birth is not known, or still to come."""
        born = self.person(person).get("pers_dob")
        return age(born, on) if born is not None and born <= on else None

    def died(self, person: str | None, by: date) -> bool:
        """Whether the child is recorded as having died on or before a day."""
        death = self.person(person).get("pers_death_date")
        return death is not None and death <= by

    def working_days(self, start: date, end: date) -> int:
        """WD(start, end) of indicators.md section 2.4."""
        return self.calendar.working_days(start, end)

    def within(self, start: date | None, end: date | None, working_days: int) -> bool:
        """Whether `end` falls on or after `start` and no more than so many working days later (ruling 1)."""
        return start is not None and end is not None and start <= end and self.working_days(start, end) <= working_days


def flags(text: object) -> dict[str, bool]:
    """The named flags of an outcome, without their suffix: {'NEW_REFERRAL': True}. Empty where there is no JSON."""
    if not isinstance(text, str):
        return {}
    named = json.loads(text)
    return {
        key.strip().upper().removesuffix("_FLAG"): yes(value) is True
        for key, value in named.items()
        if key.strip().upper().endswith("_FLAG")
    }


def has_any(text: object, *names: str) -> bool:
    """Whether any of the flags named is true."""
    named = flags(text)
    return any(named.get(name, False) for name in names)


def is_open(start: date | None, end: date | None, on: date) -> bool:
    """Open at a day (indicators.md 2.1.4): a spell that ends on the day is not open on it."""
    return start is not None and start <= on and (end is None or end > on)
