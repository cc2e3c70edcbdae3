"""An authority's settings: what may be chosen, what holds where nobody chose, and from which date a choice holds.

Source: indicators.md section 4. Choices come as rows of `loc_config` (key, value, valid_from). A change of a setting
that an indicator reads is a break in its series, so every change keeps its date.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from sightline.catalogue.issues import did_you_mean
from sightline.cohorts.model import ColumnType
from sightline.errors import InputError, UsageError

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Interval:
    """A length of time as practice states it: working days (`10 WD`) or calendar days (`14 d`)."""

    length: int
    in_working_days: bool

    def __str__(self) -> str:
        return f"{self.length} {'WD' if self.in_working_days else 'd'}"


@dataclass(frozen=True)
class AgeRange:
    """Completed years from `youngest` to `oldest`, both included (`2-17`)."""

    youngest: int
    oldest: int

    def __str__(self) -> str:
        return f"{self.youngest}-{self.oldest}"


SettingValue = (
    str | bool | int | Interval | AgeRange | tuple[str, ...] | tuple[int, ...] | Mapping[str, str] | Mapping[str, float]
)


class SettingKind(StrEnum):
    """How the value of a setting is written."""

    CHOICE = "one of the words allowed"
    FLAG = "Y or N"
    WHOLE_NUMBER = "a whole number, 0 or more"
    INTERVAL = "a number, then WD for working days or d for calendar days, such as 10 WD"
    AGES = "two ages with a hyphen between them, such as 2-17"
    CODES = "codes with semicolons between them"
    MONTH_ENDS = "short month names with commas between them, such as Jul, Dec, Mar"
    GROUPS = 'a JSON object from code to group, such as {"6": "police"}'
    WEIGHTS = "names and numbers with semicolons between them, such as AP 0.4; NQSW 0.6"


@dataclass(frozen=True)
class Setting:
    """One thing that an authority may choose. `default` and every chosen value are text, read by `kind`."""

    key: str
    default: str
    kind: SettingKind
    note: str
    allowed: tuple[str, ...] = ()
    # The date from which the default itself holds, where it is not "always".
    default_from: date | None = None

    @property
    def type(self) -> ColumnType | None:
        """The type that `setting('key')` has in an expression; None where only cohorts can read the setting."""
        return _EXPRESSION_TYPES.get(self.kind)

    @property
    def default_steps(self) -> tuple[tuple[date, SettingValue], ...]:
        """The default with the date from which it holds; nothing, read as such, before a default that has a date."""
        if self.default_from is None:
            return ((date.min, self.read(self.default)),)
        return ((date.min, self.read("")), (self.default_from, self.read(self.default)))

    def read(self, text: str) -> SettingValue:
        """The value that `text` stands for. Raises ValueError with what is allowed."""
        value = text.strip()
        if self.kind is SettingKind.CHOICE:
            if value not in self.allowed:
                raise ValueError(f"'{value}' is not one of {', '.join(self.allowed)}")
            return value
        try:
            return _READERS[self.kind](value)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"'{value}' is not {self.kind}") from None


@dataclass(frozen=True)
class ConfigRow:
    """One row of `loc_config`: a choice and the date from which it holds (None: since always)."""

    key: str
    value: str
    valid_from: date | None = None
    note: str = ""


_TRUTHS = dict.fromkeys(("Y", "YES", "TRUE", "1"), True) | dict.fromkeys(("N", "NO", "FALSE", "0"), False)


def _read_flag(text: str) -> bool:
    return _TRUTHS[text.upper()]


def _read_whole_number(text: str) -> int:
    # int() would take " 1_0" and "+1" too, which nobody means.
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _read_interval(text: str) -> Interval:
    length, unit = text.split()
    return Interval(_read_whole_number(length), {"WD": True, "D": False}[unit.upper()])


def _read_ages(text: str) -> AgeRange:
    youngest, oldest = (_read_whole_number(part.strip()) for part in text.split("-"))
    if youngest > oldest:
        raise ValueError(text)
    return AgeRange(youngest, oldest)


def _read_codes(text: str) -> tuple[str, ...]:
    codes = tuple(part.strip().upper() for part in text.split(";") if part.strip())
    if not codes:
        raise ValueError(text)
    return codes


def _read_month_ends(text: str) -> tuple[int, ...]:
    return tuple(MONTHS.index(part.strip()[:3].title()) + 1 for part in text.split(","))


def _read_groups(text: str) -> Mapping[str, str]:
    groups = json.loads(text)
    if not groups or not all(isinstance(group, str) for group in groups.values()):
        raise ValueError(text)
    return MappingProxyType({code.upper(): group for code, group in groups.items()})


def _read_weights(text: str) -> Mapping[str, float]:
    pairs = (part.split() for part in text.split(";") if part.strip())
    return MappingProxyType({name.upper(): float(weight) for name, weight in pairs})


_READERS: Mapping[SettingKind, Callable[[str], SettingValue]] = {
    SettingKind.FLAG: _read_flag,
    SettingKind.WHOLE_NUMBER: _read_whole_number,
    SettingKind.INTERVAL: _read_interval,
    SettingKind.AGES: _read_ages,
    SettingKind.CODES: _read_codes,
    SettingKind.MONTH_ENDS: _read_month_ends,
    SettingKind.GROUPS: _read_groups,
    SettingKind.WEIGHTS: _read_weights,
}

_EXPRESSION_TYPES: Mapping[SettingKind, ColumnType] = {
    SettingKind.CHOICE: ColumnType.TEXT,
    SettingKind.FLAG: ColumnType.BOOLEAN,
    SettingKind.WHOLE_NUMBER: ColumnType.INTEGER,
}

# The group of each code of the CIN census referral source; codes that are not here, and blanks, are "other".
# Housing (4) is taken as the council's own; anonymous (9) stands with members of the public.
SOURCE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "police": ("6",),
    "education": ("2A", "2B"),
    "health": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "council": ("4", "5A", "5B", "5D"),
    "public": ("1A", "1B", "1C", "1D", "9"),
    "other_la": ("5C",),
    "other": ("7", "8", "10"),
}
_SOURCE_GROUPS_TEXT = json.dumps({code: group for group, codes in SOURCE_GROUPS.items() for code in codes})


def _choice(key: str, allowed: tuple[str, ...], note: str) -> Setting:
    """A setting whose first allowed word is the default."""
    return Setting(key, allowed[0], SettingKind.CHOICE, note, allowed)


def _whole(key: str, default: int, note: str) -> Setting:
    return Setting(key, str(default), SettingKind.WHOLE_NUMBER, note)


def _flag(key: str, default: str, note: str) -> Setting:
    return Setting(key, default, SettingKind.FLAG, note, ("Y", "N"))


_ALL = (
    _choice("contacts_scope", ("new", "all"), "Whether contacts on open cases and for early help only count as contacts."),
    Setting(
        "source_groups",
        _SOURCE_GROUPS_TEXT,
        SettingKind.GROUPS,
        "The group that each source code belongs to; a code that it does not name keeps its group.",
    ),
    _choice("seen_days_unit", ("working", "calendar"), "The days in which a child is to be seen after a referral."),
    _flag("pf_requires_assessment", "Y", "Private fostering in 7 working days needs an assessment as well as a visit."),
    _flag("require_open_episode", "Y", "An open assessment counts only while the child in need episode is open."),
    _choice("assessment_type_filter", ("all", "new", "updated"), "Which assessments the outcome indicators count."),
    _choice(
        "assessment_deadline_basis",
        ("referral", "start"),
        "The day from which the worklist counts 45 working days: the referral (first assessments only) or the start.",
    ),
    _whole("cin_plan_months", 3, "Months for which a child in need plan stays current."),
    _whole("cp_plan_months", 3, "Months for which a child protection plan stays current."),
    _choice(
        "cla_plan_rule",
        ("6m_or_review", "6m", "since_review"),
        "When the care plan of a looked-after child is current.",
    ),
    _whole("cin_first_visit_wd", 10, "Working days to the first child in need visit."),
    _whole("cin_visit_wd", 20, "Working days between child in need visits."),
    Setting("cp_first_visit", "5 WD", SettingKind.INTERVAL, "The first child protection visit."),
    Setting("cp_visit_interval", "10 WD", SettingKind.INTERVAL, "From one child protection visit to the next."),
    _flag(
        "grace_exclude",
        "Y",
        "A child without a visit who is not due one yet is left out of visit measures at month end.",
    ),
    _choice("cla_visit_rule", ("reg28", "local_4w"), "How often looked-after children are visited."),
    # A choice that is refused misleads nobody; one that was taken and changed no figure would.
    _choice("adoption_visit_rule", ("reg28",), "How often children placed for adoption are visited; reg36 is not counted yet."),
    _choice("adoption_review_rule", ("reg33",), "How often children placed for adoption are reviewed; reg36 is not counted yet."),
    _choice("review_basis", ("held", "due"), "Whether reviews are placed in a period by the date held or the date due."),
    _choice("cpp_repeat_from", ("end", "start"), "From which day of the earlier plan the two years are counted."),
    _whole("cpp_two_year_days", 729, "A plan lasts two years when it has more inclusive days than this."),
    _choice(
        "cwd_scope",
        ("team", "disability_code"),
        "Which children count as disabled: by team, or by recorded disability.",
    ),
    _choice("under5_rule", ("6m", "12m"), "How recent the health check of a looked-after child under five must be."),
    _whole("dental_min_age", 0, "Years of age from which a dental check is expected."),
    _whole("dental_first_months", 6, "Months to the first dental check after entering care; worklist only."),
    Setting("pep_ages", "2-17", SettingKind.AGES, "Ages at which a personal education plan is expected."),
    _whole("pep_term_grace", 0, "Days after the end of term in which a plan still counts for that term."),
    Setting("pep_term_dates", "Jul, Dec, Mar", SettingKind.MONTH_ENDS, "The month ends that close a term."),
    _choice("distance_base", ("all", "out_of_area"), "The placements that a distance measure is a share of."),
    _flag("foster_include_connected", "N", "Whether connected carers count among approved fostering households."),
    _flag("include_qualifying", "N", "Whether qualifying young people count as care leavers."),
    _whole("pathway_grace_months", 3, "Months after turning 16 in which a pathway plan is to be made."),
    _whole("pa_contact_days", 56, "Days within which a care leaver is to be in touch."),
    _choice(
        "a2_basis",
        ("adoptions", "matches"),
        "Whether adoption timeliness A2 looks at adoptions or matches of the period.",
    ),
    _choice("agency_basis", ("fte", "headcount"), "Whether agency workers are counted in full-time equivalents or people."),
    Setting(
        "allocated_roles",
        "CW; ALLOCATED CASE WORKER; AW",
        SettingKind.CODES,
        "Involvement roles that make somebody the allocated worker. 16PLUS joins when the child is a care leaver.",
    ),
    Setting(
        "caseload_fte_weights",
        "AP 0.4; NQSW 0.6",
        SettingKind.WEIGHTS,
        "The share of a full caseload that advanced practitioners and newly qualified workers hold.",
        default_from=date(2019, 2, 1),
    ),
    _whole("cla_assessment_wd", 45, "Working days after which a looked-after child is expected to have been assessed."),
    _whole("sw_min_days", 7, "The shortest involvement, in days, that counts as a social worker."),
    _whole("cla_cp_supervision_wd", 20, "Working days between supervisions, child protection and looked after."),
    _whole("cin_supervision_wd", 30, "Working days between supervisions, child in need."),
    _whole("oversight_wd", 30, "Working days between records of management oversight."),
    _whole("s47_wd", 10, "Working days after which an enquiry without an outcome is watched."),
    _whole("core_group_weeks", 6, "Weeks between core groups."),
    _whole("eh_review_weeks", 12, "Weeks between early help reviews."),
    _choice("arrows", ("real_change_only", "plain"), "Whether an arrow is drawn only where the change is real, or always."),
    _flag("screen_moving_ranges", "N", "Whether control limits leave out moving ranges far beyond their mean."),
    _whole("suppress_below", 6, "Counts from 1 up to one less than this are hidden in what is made public."),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in _ALL})


def find_setting(key: str) -> Setting:
    """The setting with this key. Raises UsageError with close keys."""
    if key not in SETTINGS:
        raise UsageError(f"There is no setting '{key}'. {did_you_mean(key, SETTINGS)}")
    return SETTINGS[key]


def setting_problems(rows: Iterable[ConfigRow]) -> tuple[str, ...]:
    """What is wrong with rows of `loc_config`, a sentence each: unknown keys, values not allowed, two on one date."""
    problems: list[str] = []
    seen: set[tuple[str, date | None]] = set()
    for row in rows:
        if row.key not in SETTINGS:
            problems.append(f"There is no setting '{row.key}'. {did_you_mean(row.key, SETTINGS)}".strip())
            continue
        try:
            SETTINGS[row.key].read(row.value)
        except ValueError as error:
            problems.append(f"Setting '{row.key}': {error}.")
        if (row.key, row.valid_from) in seen:
            since = f"from {row.valid_from}" if row.valid_from else "without a date"
            problems.append(f"Setting '{row.key}' is set twice {since}. Keep one row.")
        seen.add((row.key, row.valid_from))
    return tuple(problems)


@dataclass(frozen=True)
class Settings:
    """The choices of one authority over the defaults. Raises InputError, naming every row that cannot be used."""

    rows: tuple[ConfigRow, ...] = ()
    _chosen: Mapping[str, tuple[tuple[date, SettingValue], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        problems = setting_problems(self.rows)
        if problems:
            raise InputError("loc_config cannot be used:\n" + "\n".join(f"  {problem}" for problem in problems))
        chosen: dict[str, list[tuple[date, SettingValue]]] = {}
        for row in self.rows:
            chosen.setdefault(row.key, []).append((row.valid_from or date.min, SETTINGS[row.key].read(row.value)))
        ordered = {key: tuple(sorted(values, key=lambda pair: pair[0])) for key, values in chosen.items()}
        object.__setattr__(self, "_chosen", MappingProxyType(ordered))

    def value(self, key: str, on: date) -> SettingValue:
        """The value that holds on a date: the latest choice made by then, else the default."""
        return [value for since, value in self._steps(key) if since <= on][-1]

    def timeline(self, key: str) -> tuple[tuple[date, SettingValue], ...]:
        """Each value with the date from which it holds; the first from `date.min`."""
        steps: list[tuple[date, SettingValue]] = []
        for since, value in self._steps(key):
            # A choice that changes nothing is no step.
            if not steps or value != steps[-1][1]:
                steps.append((since, value))
        return tuple(steps)

    def breaks(self, key: str) -> tuple[date, ...]:
        """The dates on which the value changes: each is a break in the series of every indicator that reads it."""
        return tuple(since for since, _ in self.timeline(key) if since != date.min)

    def _steps(self, key: str) -> list[tuple[date, SettingValue]]:
        """The default's own steps up to the first choice, then the choices."""
        chosen = self._chosen.get(key, ())
        first_choice = chosen[0][0] if chosen else date.max
        return [*(step for step in find_setting(key).default_steps if step[0] < first_choice), *chosen]
