"""From the text of a cell to its type: SQL expressions, so that a whole column is read at once.

Each expression is built on macros that `install` defines once on a connection:

`said(x)`    the text without blanks around it; NULL where it says nothing (blank, NULL, a placeholder of the standard)
`moment(x)`  a day and time from a text in any of the forms that extracts use, the day before the month
`yes_no(x)`  TRUE or FALSE from any spelling of yes and no
`amount(x)`  a number

A sentinel is a value that stands for none: 1900-01-01 or 9999-12-31 for a date, 0 or -1 for an id, 999.9 for a distance.
"""

from __future__ import annotations

from sightline.intake.codes import CODE_SETS
from sightline.intake.schema import NO_ONE, TABLES, UPPER_CASE, Column, ColumnKind, Table

# What systems write for no date: the start of their calendars and the ends of them. Anything else before 1900 or after 2149
# is a slip of the keyboard and is reported.
NO_DATES = (
    "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02",
    "2099-12-31", "2999-12-31", "9999-01-01", "9999-12-31",
)  # fmt: skip
EARLIEST, LATEST = "1900-01-01", "2149-12-31"
# "Unknown" said in words where yes or no is asked is an answer, not a fault.
NOT_KNOWN = ("U", "UNK", "UNKNOWN", "NK", "NOT KNOWN", "NA", "N/A", "NOT APPLICABLE", "NOT RECORDED", "Z")
UNKNOWN_DISTANCE = 999
# A description that stands beside a code: it says what a local code means.
DESCRIBED_BY = {
    "cine_referral_source_code": "cine_referral_source_desc",
    "cont_contact_source_code": "cont_contact_source_desc",
}
# Somebody may be called None or Null, so a name keeps what other cells lose.
NAMES = frozenset({"pers_forename", "pers_surname", "prof_professional_name", "name"})

# The day comes first wherever a number could be either. A year of two figures is not guessed at.
DAY_FIRST = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S.%f",
    "%d-%m-%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S",
    "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%d-%b-%Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%b %d %Y %I:%M%p", "%Y%m%d",
)  # fmt: skip

MACROS = (
    "said(x) AS CASE WHEN trim(x, ' \t\r\n\u00a0') IN ('', 'NULL', '(null)', '<NA>', 'NaN', 'nan', 'NaT', 'None', '\\N') "
    "OR starts_with(upper(trim(x)), 'SSD_PH') THEN NULL ELSE trim(x, ' \t\r\n\u00a0') END",
    "said_name(x) AS CASE WHEN trim(x, ' \t\r\n\u00a0') IN ('', 'NULL', '\\N') OR starts_with(upper(trim(x)), 'SSD_PH') "
    "THEN NULL ELSE trim(x, ' \t\r\n\u00a0') END",
    # A time that says its zone is brought to London's clock first, or summer midnights would fall on the day before.
    "moment(x) AS CASE "
    "WHEN x IS NULL THEN NULL "
    "WHEN regexp_matches(x, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T].*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') "
    "THEN TRY_CAST(x AS TIMESTAMPTZ) AT TIME ZONE 'Europe/London' "
    "WHEN substr(x, 5, 1) IN ('-', '/') THEN TRY_CAST(x AS TIMESTAMP) "
    f"ELSE try_strptime(x, [{', '.join(repr(each) for each in DAY_FIRST)}]) END",
    f"no_date(d) AS d IN ({', '.join(f'DATE {day!r}' for day in NO_DATES)})",
    f"believable(m) AS CASE WHEN CAST(m AS DATE) BETWEEN DATE '{EARLIEST}' AND DATE '{LATEST}' "
    "AND NOT no_date(CAST(m AS DATE)) THEN m END",
    "yes_no(x) AS CASE WHEN upper(x) IN ('Y', 'YES', '1', 'TRUE', 'T', '1.0') THEN TRUE "
    "WHEN upper(x) IN ('N', 'NO', '0', 'FALSE', 'F', '0.0') THEN FALSE END",
    "amount(x) AS CASE WHEN isfinite(TRY_CAST(replace(x, ',', '') AS DOUBLE)) THEN TRY_CAST(replace(x, ',', '') AS DOUBLE) END",
    # A spreadsheet or a data frame turns id 4711 into 4711.0 as soon as one cell of the column is blank.
    "whole(x) AS CASE WHEN suffix(x, '.0') AND regexp_full_match(x, '[0-9]+\\.0') THEN left(x, length(x) - 2) ELSE x END",
    "barred(names) AS CASE WHEN len(names) = 0 THEN '|' "
    "ELSE '|' || array_to_string(list_sort(list_distinct(names)), '|') || '|' END",
    "bare(names) AS list_transform(names, lambda n: regexp_replace(upper(n), '_FLAG$', ''))",
)
YES = "Y|YES|TRUE|T|1"


def macro_statements() -> list[str]:
    """The statements that define the macros on a connection."""
    return [f"CREATE OR REPLACE MACRO {macro}" for macro in MACROS]


def said(column: Column) -> str:
    """SQL for the cleaned text of a cell, as it was found."""
    return f"said_name({column.sql})" if keeps_odd_words(column) else f"said({column.sql})"


def keeps_odd_words(column: Column) -> bool:
    """Whether None and the like may be a value here: a name, or a set with a code of that spelling."""
    return column.name in NAMES or (column.codes is not None and "none" in CODE_SETS[column.codes].spellings)


def is_standard_id(table: Table, column: Column) -> bool:
    """Whether a column holds an id of the standard's own rows, where 0 and -1 stand for none."""
    if column.is_key and not table.is_local:
        return True
    return column.refers_to is not None and not TABLES[column.refers_to.split(".")[0]].is_local


def typed(table: Table, column: Column) -> str:
    """SQL that reads one column; a cell that cannot be read gives NULL."""
    text = said(column)
    if column.kind is ColumnKind.DATE:
        return f"CAST(believable(moment({text})) AS DATE)"
    if column.kind is ColumnKind.DATETIME:
        return f"believable(moment({text}))"
    if column.kind is ColumnKind.FLAG:
        return f"yes_no({text})"
    if column.kind is ColumnKind.INTEGER:
        return f"CASE WHEN amount({text}) = trunc(amount({text})) THEN CAST(amount({text}) AS BIGINT) END"
    if column.kind is ColumnKind.NUMBER:
        return _number(column, text)
    if is_standard_id(table, column):
        return f"CASE WHEN whole({text}) NOT IN {NO_ONE} THEN whole({text}) END"
    if column.refers_to is not None or (column.is_key and column.name.endswith("_id")):
        return f"whole({text})"
    return f"upper({text})" if column.name in UPPER_CASE else text


def _number(column: Column, text: str) -> str:
    if column.name == "clap_cla_placement_distance":
        return f"CASE WHEN amount({text}) < {UNKNOWN_DISTANCE} THEN amount({text}) END"
    return f"amount({text})"


def means_none(column: Column) -> str:
    """SQL that is true of a cell whose text stands for none, so that its NULL is no fault."""
    text = said(column)
    if column.is_date:
        return f"no_date(CAST(moment({text}) AS DATE))"
    if column.kind is ColumnKind.FLAG:
        return f"upper({text}) IN {NOT_KNOWN}"
    if column.kind is ColumnKind.NUMBER and column.name == "clap_cla_placement_distance":
        return f"amount({text}) >= {UNKNOWN_DISTANCE}"
    return "FALSE"


def companions(column: Column, text: str) -> list[str]:
    """SQL for the companions of a JSON column over the SQL of its text, in the order of `Column.companions`."""
    if column.kind is ColumnKind.JSON_FLAGS:
        return [_flags(column, text, only_true=True), _flags(column, text, only_true=False)]
    return [_listed(text)] if column.kind is ColumnKind.JSON_LIST else []


def _flags(column: Column, text: str, *, only_true: bool) -> str:
    # A comment inside the JSON may quote anything, so where the JSON is sound its own keys are asked. Where it is not (it is
    # put together by hand in older scripts, and a quotation mark in a comment breaks it) each flag is looked for by name.
    known = "|".join(sorted(CODE_SETS[column.codes or ""].codes, key=len, reverse=True))
    name = f"[A-Z][A-Z0-9_]*_FLAG|{known}"
    is_true = f"AND upper(json_extract_string({text}, '$.\"' || k || '\"')) IN ('Y', 'YES', 'TRUE', 'T', '1')"
    keys = f"list_filter(json_keys({text}), lambda k: regexp_full_match(upper(k), '{name}') {is_true if only_true else ''})"
    value = f"[\"'']?(?:{YES})\\b" if only_true else ""
    found = f"regexp_extract_all({text}, '(?i)(?:^|[^A-Z0-9_])({name})[\"'']?\\s*:\\s*{value}', 1)"
    return (
        f"CASE WHEN {text} IS NULL THEN NULL WHEN json_valid({text}) AND json_type({text}) = 'OBJECT' "
        f"THEN barred(bare({keys})) ELSE barred(bare({found})) END"
    )


def _listed(text: str) -> str:
    # Since 1.3.9 an array of codes; before it an object, with the code as key (and a yes or no) or as value.
    denied = f"regexp_replace(upper({text}), '\"[^\"]*\"\\s*:\\s*\"?(N|NO|FALSE|F|0|NULL)\\b\"?', '', 'g')"
    codes = f"regexp_extract_all({denied}, '(?:^|[^0-9A-Z])([0-9]{{1,2}}[A-F]|2[01])(?:[^0-9A-Z]|$)', 1)"
    return f"CASE WHEN {text} IS NULL THEN NULL ELSE barred({codes}) END"
