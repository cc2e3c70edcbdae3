"""The kinds of rows that people write, and the columns of each: what `authored/` may hold (docs/reference/authored.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from sightline.errors import UsageError
from sightline.intake.schema import TABLES

AUTHORITY_ITSELF = "authority"
LIST_MARK = "; "
IS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH_LENGTH = len("2026-10")
# What is written about a local table's row by whoever makes the extract, and means nothing of an authored one.
OF_AN_EXTRACT = frozenset({"source", "loaded_at"})

Key = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of row: its key, which says when two rows are the same, and its other columns.

    `required` names the columns that may not be empty, `defaults` what an empty one means, `lists` the columns that hold
    several names with `;` between, `months` those in which a day stands for its month. Where `table` is set, the rows stand
    for rows of that local table. `author_column` is filled with the author where a row leaves it empty, `day_column` with
    the day of writing. `unsaid` gives what an empty column means in a row that is new or changed: in one that is otherwise
    held already it stays what it is. `names_children` is true where a row may hold the id of a child.
    """

    name: str
    one_row_is: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unsaid: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lists: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    table: str = ""
    author_column: str = ""
    day_column: str = ""
    names_children: bool = False

    @property
    def every_column(self) -> tuple[str, ...]:
        """Key and other columns, in the order in which they are written."""
        return (*self.key, *self.columns)

    def key_of(self, row: Mapping[str, str]) -> Key:
        """The texts of a row's key."""
        return tuple(row.get(name, "") for name in self.key)

    def tidied(self, row: Mapping[str, object], author: str, at: datetime) -> dict[str, str]:
        """A row as it is kept: text in every filled column. Raises ValueError with what is wrong in words."""
        cells: dict[str, str] = {}
        for name, value in row.items():
            # The csv module keeps what has no column under None.
            if name is None:
                raise ValueError("there are more cells than columns. Put text that holds a comma in quotes.")
            column = name.strip().lower()
            if column in OF_AN_EXTRACT and column not in self.every_column:
                continue
            if column not in self.every_column:
                raise ValueError(f"there is no column '{name}'. The columns are {', '.join(self.every_column)}.")
            cells[column] = self._text(column, value)
        given = {self.author_column: author, self.day_column: at.date().isoformat(), **self.defaults}
        filled = {name: cells.get(name) or given.get(name, "") for name in self.every_column}
        missing = [name for name in self.required if not filled[name]]
        if missing:
            raise ValueError(f"{' and '.join(missing)} may not be empty.")
        return {name: text for name, text in filled.items() if text}

    def _text(self, column: str, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if column in self.lists:
            parts = value.split(";") if isinstance(value, str) else [str(part) for part in _parts(value)]
            # In one order, so that the same names are the same key.
            return LIST_MARK.join(sorted({part.strip() for part in parts if part.strip()}))
        text = str(value).strip()
        return text[:MONTH_LENGTH] if column in self.months and IS_DAY.fullmatch(text) else text


def _parts(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]


def _of_table(name: str, table: str, *, names_children: bool = False) -> Kind:
    """The kind of row that stands for a row of a local table. In a store of several authorities it says whose it is."""
    held = TABLES[table]
    key = ("authority", *held.key)
    others = tuple(column for column in held.columns if column not in {*key, *OF_AN_EXTRACT})
    must = tuple(column.name for column in held.columns.values() if column.need in {"Y", "asked"})
    return Kind(name, held.one_row_is, key, others, must, table=table, names_children=names_children)


_UNIT: Mapping[str, str] = MappingProxyType({"applies_to": AUTHORITY_ITSELF})

TARGETS = Kind(
    "targets",
    "what an indicator should reach, for a unit, from a day",
    ("indicator", "applies_to", "basis", "valid_from"),
    (
        *("valid_to", "kind", "polarity", "met", "near", "not_met", "low", "high", "tolerance", "benchmark"),
        *("met_within", "near_within", "wanted", "aim", "unit", "owner", "source", "note"),
    ),
    ("indicator",),
    defaults=MappingProxyType({**_UNIT, "basis": "month"}),
)
POLARITIES = Kind(
    "polarities",
    "which way is good, where the authority sees it otherwise than the definition",
    ("indicator", "valid_from"),
    ("valid_to", "polarity", "owner", "note"),
    ("indicator", "valid_from", "polarity", "note"),
    author_column="owner",
)
STATUSES = Kind(
    "statuses",
    "a person's status of an indicator: 1, 2 or 3, with the reason",
    ("indicator", "applies_to", "set_on"),
    ("status", "author", "reason"),
    ("indicator", "status", "reason"),
    defaults=_UNIT,
    author_column="author",
    day_column="set_on",
)
CHART_DECISIONS = Kind(
    "chart-decisions",
    "a decision about a control chart: new limits, a month left out, a change of counting",
    ("indicator", "kind", "month"),
    ("reason", "decided_by", "decided_on"),
    ("indicator", "kind", "month", "reason"),
    months=("month",),
    author_column="decided_by",
    day_column="decided_on",
)
CAUSES = Kind(
    "causes",
    "why a figure is no longer what was published",
    ("indicator", "window", "period", "breakdown", "group"),
    ("cause", "confirmed_by", "confirmed_on"),
    ("indicator", "window", "period", "cause"),
    author_column="confirmed_by",
    day_column="confirmed_on",
)
INCIDENTS = Kind(
    "incidents",
    "a fault in the data or a definition that caveats or withholds indicators until it is closed",
    ("incident",),
    ("indicators", "effect", "text", "from_month", "to_month", "owner", "opened_on", "closed_on"),
    ("incident", "indicators", "effect", "text"),
    lists=("indicators",),
    months=("from_month", "to_month"),
    author_column="owner",
    day_column="opened_on",
)
COMMENTARY = Kind(
    "commentary",
    "words about one or several indicators of a unit in a month, with their state",
    ("indicators", "applies_to", "month", "kind", "name"),
    ("text", "action_owner", "due_date", "state"),
    ("indicators", "month", "text"),
    defaults=MappingProxyType({**_UNIT, "kind": "analysis"}),
    unsaid=MappingProxyType({"state": "draft"}),
    lists=("indicators",),
    months=("month",),
)
ANSWERS = Kind(
    "answers",
    "why words may stand that the proof-reader found to contradict the figures",
    ("indicators", "applies_to", "month", "words"),
    ("reason", "answered_by", "answered_on"),
    ("indicators", "month", "words", "reason"),
    defaults=_UNIT,
    lists=("indicators",),
    months=("month",),
    author_column="answered_by",
    day_column="answered_on",
)
SETTINGS = _of_table("settings", "loc_config")
UNITS = _of_table("units", "loc_org_unit")
AUDITS = _of_table("audits", "loc_audit", names_children=True)
AUDIT_DOMAINS = _of_table("audit-domains", "loc_audit_domain")
FEEDBACK = _of_table("feedback", "loc_feedback", names_children=True)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(TARGETS, POLARITIES, STATUSES, CHART_DECISIONS, CAUSES, INCIDENTS, COMMENTARY, ANSWERS),
            *(SETTINGS, UNITS, AUDITS, AUDIT_DOMAINS, FEEDBACK),
        )
    }
)


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises UsageError with those that there are."""
    if name not in KINDS:
        raise UsageError(f"'{name}' is not a kind of row that people write. There are: {', '.join(KINDS)}.")
    return KINDS[name]
