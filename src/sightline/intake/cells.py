"""From the text of a cell to its type: SQL expressions, so that a whole column is read at once.

A table is typed in steps, each a SELECT over the one before, so that no step works anything out twice: blanks trimmed, texts
that say nothing made NULL (`said`, as the file is read), `parsed`, `typed`. The steps rest on macros of the connection:

`moment(x)`  a day and time from a text in any of the forms that extracts use, the day before the month
`yes_no(x)`  TRUE or FALSE from any spelling of yes and no
`amount(x)`  a number

A sentinel is a value that stands for none: 1900-01-01 or 9999-12-31 for a date, 0 or -1 for an id, 999.9 for a distance.
"""

from __future__ import annotations

from sightline.intake.codes import CODE_SETS
from sightline.intake.schema import NO_ONE, TABLES, UPPER_CASE, Column, ColumnKind, Table

# A day is believed between these; outside them lie the days that systems write for none, and slips of the keyboard.
EARLIEST, LATEST = "1900-01-03", "2099-12-31"
NO_DATES = (
    "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02",
    "2099-12-31", "2999-12-31", "9999-01-01", "9999-12-31",
)  # fmt: skip
# "Unknown" said in words where yes or no is asked is an answer, not a fault.
NOT_KNOWN = ("U", "UNK", "UNKNOWN", "NK", "NOT KNOWN", "NA", "N/A", "NOT APPLICABLE", "NOT RECORDED", "Z")
UNKNOWN_DISTANCE = 999
DISTANCES = frozenset({"clap_cla_placement_distance"})
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
    # A time that says its zone is brought to London's clock first, or summer midnights would fall on the day before.
    "moment(x) AS CASE WHEN x IS NULL THEN NULL WHEN substr(x, 5, 1) IN ('-', '/') THEN "
    "CASE WHEN length(x) > 16 AND regexp_matches(x, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') "
    "THEN TRY_CAST(x AS TIMESTAMPTZ) AT TIME ZONE 'Europe/London' ELSE TRY_CAST(x AS TIMESTAMP) END "
    f"ELSE try_strptime(x, [{', '.join(repr(each) for each in DAY_FIRST)}]) END",
    f"no_date(m) AS CAST(m AS DATE) IN ({', '.join(f'DATE {day!r}' for day in NO_DATES)})",
    f"believable(m) AS CASE WHEN m >= TIMESTAMP '{EARLIEST}' AND m < TIMESTAMP '{LATEST}' THEN m END",
    "yes_no(x) AS CASE WHEN upper(x) IN ('Y', 'YES', '1', 'TRUE', 'T', '1.0') THEN TRUE "
    "WHEN upper(x) IN ('N', 'NO', '0', 'FALSE', 'F', '0.0') THEN FALSE END",
    "amount(x) AS TRY_CAST(replace(x, ',', '') AS DOUBLE)",
    # A spreadsheet or a data frame turns id 4711 into 4711.0 as soon as one cell of the column is blank.
    "whole(x) AS CASE WHEN suffix(x, '.0') AND regexp_full_match(x, '[0-9]+\\.0') THEN left(x, length(x) - 2) ELSE x END",
)
# Blanks other than the space are looked for only where a file has any: taking them off costs four times as much.
ODD_BLANKS = "\t\r\n\u00a0"
SAYS_NOTHING = ("", "NULL", r"\\N", "(SSD_PH|ssd_ph).*")
# What Python, R and Access write for nothing.
ODD_WORDS = (r"\(null\)", "<NA>", "NaN", "nan", "NaT", "None")


def macro_statements() -> list[str]:
    """The statements that define the macros on a connection."""
    return [f"CREATE OR REPLACE MACRO {macro}" for macro in MACROS]


def trimmed(text: str, *, odd_blanks: bool) -> str:
    """SQL for a text without blanks around it."""
    return f"trim({text}, ' {ODD_BLANKS}')" if odd_blanks else f"trim({text})"


def said(column: Column, text: str) -> str:
    """SQL for what a trimmed text says: NULL where it says nothing."""
    nothing = SAYS_NOTHING if keeps_odd_words(column) else SAYS_NOTHING + ODD_WORDS
    return f"CASE WHEN regexp_full_match({text}, '{'|'.join(nothing)}') THEN NULL ELSE {text} END"


def keeps_odd_words(column: Column) -> bool:
    """Whether None and the like may be a value here: a name, or a set with a code of that spelling."""
    return column.name in NAMES or (column.codes is not None and "none" in CODE_SETS[column.codes].spellings)


def is_standard_id(table: Table, column: Column) -> bool:
    """Whether a column holds an id of the standard's own rows, where 0 and -1 stand for none."""
    if column.is_key and not table.is_local:
        return True
    return column.refers_to is not None and not TABLES[column.refers_to.split(".")[0]].is_local


def parsed(table: Table, column: Column) -> str:
    """SQL for the first step from text to type, over the column's own name."""
    if column.is_date:
        return f"moment({column.sql})"
    if column.kind in (ColumnKind.INTEGER, ColumnKind.NUMBER):
        return f"amount({column.sql})"
    if is_standard_id(table, column) or column.refers_to is not None or (column.is_key and column.name.endswith("_id")):
        return f"whole({column.sql})"
    return column.sql


def typed(table: Table, column: Column) -> str:
    """SQL for the second step, over what `parsed` gave; a cell that cannot be read is NULL."""
    text = column.sql
    if column.kind is ColumnKind.DATE:
        return f"CAST(believable({text}) AS DATE)"
    if column.kind is ColumnKind.DATETIME:
        return f"believable({text})"
    if column.kind is ColumnKind.FLAG:
        return f"yes_no({text})"
    if column.kind is ColumnKind.INTEGER:
        return f"CASE WHEN {text} = trunc({text}) AND abs({text}) < 1e15 THEN CAST({text} AS BIGINT) END"
    if column.kind is ColumnKind.NUMBER:
        most = UNKNOWN_DISTANCE if column.name in DISTANCES else "'inf'"
        return f"CASE WHEN {text} < {most} AND isfinite({text}) THEN {text} END"
    if is_standard_id(table, column):
        return f"CASE WHEN {text} NOT IN {NO_ONE} THEN {text} END"
    return f"upper({text})" if column.name in UPPER_CASE else text


def means_none(column: Column, text: str) -> str:
    """SQL that is true of a cell's text where it stands for none, so that its NULL is no fault."""
    if column.is_date:
        return f"no_date(moment({text}))"
    if column.kind is ColumnKind.FLAG:
        return f"upper({text}) IN {NOT_KNOWN}"
    if column.name in DISTANCES:
        return f"amount({text}) >= {UNKNOWN_DISTANCE}"
    return "FALSE"
