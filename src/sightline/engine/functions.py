"""Our own functions, compiled: ages, months and settings as portable SQL that gives the same on every engine.

Engines disagree about whole years, whole months and weekdays (docs/adr/0003-own-date-arithmetic.md), so definitions and cohorts
call functions of ours, and this module rewrites each call into date parts and additions on which DuckDB, Spark and
`vocabulary/dates.py` agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlglot import exp

from sightline.catalogue.settings import SETTINGS, Settings, SettingValue
from sightline.errors import DefinitionError

ORDINAL_SUFFIX = "__ordinal"

Compiled = Callable[[list[exp.Expr]], exp.Expr]


# Trees are put together node by node: SQLGlot's operators and builders copy what they are given each time, and reading a
# type's name takes longer than all the rest.
BIGINT, INT, DATE = (exp.DataType.build(kind) for kind in ("BIGINT", "INT", "DATE"))


def _cast(node: exp.Expr, kind: exp.DataType) -> exp.Expr:
    return exp.Cast(this=node, to=kind.copy())


def _extract(part: str, of: exp.Expr) -> exp.Expr:
    return _cast(exp.Extract(this=exp.var(part), expression=of.copy()), BIGINT)


def _times(node: exp.Expr, by: int) -> exp.Expr:
    return exp.Mul(this=node, expression=exp.Literal.number(by))


def _paren(node: exp.Expr) -> exp.Expr:
    return exp.Paren(this=node)


def _minus(node: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Sub(this=node, expression=other)


def age(arguments: list[exp.Expr]) -> exp.Expr:
    """Completed years, from date parts. A birthday of 29 February is reached on 1 March of a common year."""
    born, on = arguments
    had_no_birthday = exp.LT(this=_day_of_year(on), expression=_day_of_year(born))
    less = exp.Case(ifs=[exp.If(this=had_no_birthday, true=exp.Literal.number(1))], default=exp.Literal.number(0))
    return _paren(_minus(_minus(_extract("YEAR", on), _extract("YEAR", born)), less))


def _day_of_year(day: exp.Expr) -> exp.Expr:
    """Month and day as one number that grows through the year."""
    return exp.Add(this=_times(_extract("MONTH", day), 100), expression=_extract("DAY", day))


def add_months(arguments: list[exp.Expr]) -> exp.Expr:
    """A date moved by months, clamped to the end of a shorter month; the cast keeps it a date in DuckDB."""
    start, months = arguments
    # Spark takes nothing but a number written out inside an interval, so one month is multiplied.
    interval = exp.Mul(this=_paren(months.copy()), expression=exp.Interval(this=exp.Literal.string("1"), unit=exp.var("MONTH")))
    return _cast(exp.Add(this=_paren(start.copy()), expression=interval), DATE)


def add_days(arguments: list[exp.Expr]) -> exp.Expr:
    """A date moved by days."""
    start, days = arguments
    return _paren(exp.Add(this=_paren(start.copy()), expression=_cast(days.copy(), INT)))


def days(arguments: list[exp.Expr]) -> exp.Expr:
    """Days from the first date to the second, negative where the second is earlier."""
    start, end = arguments
    return exp.DateDiff(this=end.copy(), expression=start.copy(), unit=exp.var("DAY"))


def month_index(arguments: list[exp.Expr]) -> exp.Expr:
    """year * 12 + month - 1, as `Month.index`."""
    (day,) = arguments
    months = exp.Add(this=_times(_extract("YEAR", day), 12), expression=_extract("MONTH", day))
    return _paren(_minus(months, exp.Literal.number(1)))


def working_days(arguments: list[exp.Expr]) -> exp.Expr:
    """Working days between two date columns, from the ordinals that staging puts beside them."""
    start, end = arguments
    if not (isinstance(start, exp.Column) and isinstance(end, exp.Column)):
        raise DefinitionError("working_days(a, b) takes two date columns of the cohort.")
    return _paren(
        exp.Sub(
            this=exp.column(f"{end.name}{ORDINAL_SUFFIX}", table=end.table or None),
            expression=exp.column(f"{start.name}{ORDINAL_SUFFIX}", table=start.table or None),
        )
    )


def has_flag(arguments: list[exp.Expr]) -> exp.Expr:
    """Whether a flag stands in a list of the form |NFA|NEW_REFERRAL|."""
    flags, name = arguments
    return exp.Contains(this=flags.copy(), expression=exp.Literal.string(f"|{name.name}|"))


def code_in(arguments: list[exp.Expr]) -> exp.Expr:
    """Whether a code is one of a comma- or semicolon-separated list."""
    code, listed = arguments
    wanted = [part.strip() for part in listed.name.replace(";", ",").split(",") if part.strip()]
    return exp.In(this=code.copy(), expressions=[exp.Literal.string(part) for part in wanted])


COMPILED: Mapping[str, Compiled] = {
    "age": age,
    "add_months": add_months,
    "add_days": add_days,
    "days": days,
    "month_index": month_index,
    "working_days": working_days,
    "has_flag": has_flag,
    "code_in": code_in,
}


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    """The arguments of a call, whether SQLGlot knows the function or not."""
    if isinstance(node, exp.Anonymous):
        return list(node.expressions)
    named = [node.args.get(key) for key in node.arg_types]
    found: list[exp.Expr] = []
    for argument in named:
        if isinstance(argument, list):
            found.extend(argument)
        elif isinstance(argument, exp.Expr):
            found.append(argument)
    return found


def _call_name(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    # SQLGlot knows an ADD_MONTHS of another engine and parses ours into its class.
    return "add_months" if isinstance(node, exp.AddMonths) else None


def _literal(value: SettingValue) -> exp.Expr:
    """A setting's value as SQL can hold it; a list of codes is written as text, for code_in to read."""
    if isinstance(value, tuple):
        return exp.Literal.string("; ".join(str(part) for part in value))
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, (int, float)):
        return exp.Literal.number(value)
    return exp.Literal.string(str(value))


def _setting(node: exp.Expr, settings: Settings, on: exp.Expr | None, as_at: date) -> exp.Expr:
    """A setting as a literal; where it changed over time and a date is known, the value that held on that date."""
    arguments = _arguments(node)
    day = arguments[1] if len(arguments) > 1 else on
    return _held(arguments[0].name, settings, day, as_at, _literal)


def _setting_part(node: exp.Expr, settings: Settings, as_at: date) -> exp.Expr:
    """SETTING_PART('caseload_fte_weights', 'AP', on): one named number of a setting on a date, else NULL. Cohorts only."""
    key, part, day = _arguments(node)

    def number(value: SettingValue) -> exp.Expr:
        found = value.get(part.name) if isinstance(value, Mapping) else None
        return exp.cast(exp.null() if found is None else exp.Literal.number(found), "DOUBLE")

    return _held(key.name, settings, day, as_at, number)


def _setting_group(node: exp.Expr, settings: Settings, as_at: date) -> exp.Expr:
    """SETTING_GROUP('source_groups', code, on): the group that a code has on a date, else NULL. Cohorts only.

    A choice that leaves a code out leaves it in the group of the default.
    """
    key, code, day = _arguments(node)
    default = SETTINGS[key.name].read(SETTINGS[key.name].default)

    def group(value: SettingValue) -> exp.Expr:
        assert isinstance(default, Mapping) and isinstance(value, Mapping)
        codes: dict[str, list[exp.Expr]] = {}
        for each, name in {**default, **value}.items():
            codes.setdefault(str(name), []).append(exp.Literal.string(each))
        grouped = exp.case()
        for name, members in sorted(codes.items()):
            grouped = grouped.when(exp.In(this=code.copy(), expressions=members), exp.Literal.string(name))
        return grouped

    return _held(key.name, settings, day, as_at, group)


def _held(
    key: str, settings: Settings, day: exp.Expr | None, as_at: date, literal: Callable[[SettingValue], exp.Expr]
) -> exp.Expr:
    """What a setting says: on a day where that is known and the setting changed over time, else as at the extract's date."""
    breaks = settings.breaks(key) if day is not None else ()
    if not breaks:
        return literal(settings.value(key, as_at))
    assert day is not None
    dated = exp.case()
    for start in sorted(breaks, reverse=True):
        dated = dated.when(
            exp.GTE(this=day.copy(), expression=exp.cast(exp.Literal.string(str(start)), "DATE")),
            literal(settings.value(key, start)),
        )
    return dated.else_(literal(settings.value(key, date.min)))


def compile_functions(
    tree: exp.Expr, settings: Settings, as_at: date, on: exp.Expr | None = None, *, copy: bool = True
) -> exp.Expr:
    """`tree` with every call of ours rewritten. `on` is the date by which a one-argument setting is looked up.

    Without `copy` the tree itself is rewritten.
    """

    def rewrite(node: exp.Expr) -> exp.Expr:
        name = _call_name(node)
        if name == "setting":
            return _setting(node, settings, on, as_at)
        if name == "setting_part":
            return _setting_part(node, settings, as_at)
        if name == "setting_group":
            return _setting_group(node, settings, as_at)
        if name is not None and name in COMPILED:
            return COMPILED[name](_arguments(node))
        return node

    # Inner calls first, so that code_in(x, setting('key')) sees the setting's value.
    tree = tree.copy() if copy else tree
    for node in reversed(list(tree.walk(bfs=True))):
        rewritten = rewrite(node)
        if rewritten is not node:
            if node is tree:
                tree = rewritten
            else:
                node.replace(rewritten)
    return tree
