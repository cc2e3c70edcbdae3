"""A file to fill in for each local table, and the pages that say what its columns hold and what is checked.

`python -m sightline.intake.templates` writes the pages and files below docs/reference; a test fails while they are out of
date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sightline.intake.codes import CODE_SETS
from sightline.intake.issues import Severity
from sightline.intake.rules import RULES
from sightline.intake.schema import TABLES, Column, ColumnKind, Need, Table

GENERATED = "<!-- Generated from the schema. Do not edit: run `python -m sightline.intake.templates`. -->\n\n"
HOLDS = {
    ColumnKind.TEXT: "text",
    ColumnKind.DATE: "date",
    ColumnKind.DATETIME: "date and time",
    ColumnKind.INTEGER: "whole number",
    ColumnKind.NUMBER: "number",
    ColumnKind.FLAG: "Y or N",
}
NEEDED = {Need.MUST: "must", Need.ASKED: "asked for", Need.EITHER: "one of these", Need.NO: ""}
EFFECT = {
    Severity.STOPS_TABLE: "stops the load",
    Severity.DROPS_ROW: "leaves the row out",
    Severity.DOUBTFUL: "stays, doubtful",
}
# Every table may say where a row is from; the pages say so once.
EVERYWHERE = ("source", "loaded_at")


def local_tables() -> tuple[Table, ...]:
    """The authority's own tables, in the order in which the standard's model lists them."""
    return tuple(table for table in TABLES.values() if table.is_local)


def template(table: Table) -> str:
    """The heading row of a table's file."""
    columns = [name for name in table.columns if name not in EVERYWHERE or table.columns[name].required]
    return ",".join(columns) + "\n"


def write_templates(folder: Path) -> list[Path]:
    """Write a file to fill in for each local table, leaving those that are there already, and return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in local_tables():
        path = folder / f"{table.name}.csv"
        if not path.exists():
            path.write_text(template(table), encoding="utf-8")
            written.append(path)
    return written


def local_tables_page() -> str:
    """The page of all local tables with their columns."""
    lines = [
        "# Local tables",
        "",
        "What the standard lacks comes in small tables of the authority's own. None has to be there: an absent one makes the",
        "indicators that need it not available, never zero. Each has a file with its headings to fill in, below. Dates are",
        "written 2026-04-01 and ids as text; every table may also carry `source` and `loaded_at`.",
        "",
        "A row without a cell that it **must** have is left out; a cell that is *asked for* may be blank, and a data issue says",
        "so. No two rows may share the cells of the key. [How to begin](../how-to/fill-local-tables.md) names the three that",
        "most authorities start with.",
    ]
    for table in local_tables():
        lines += ["", f"## {table.name}", "", *_table_lines(table)]
    return "\n".join(lines) + "\n"


def _table_lines(table: Table) -> Iterator[str]:
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"A row is {table.one_row_is}. Key: {key}. [File to fill in](templates/{table.name}.csv)."
    yield ""
    yield "| column | holds | needed | codes, or the row it points at |"
    yield "|---|---|---|---|"
    for column in table.columns.values():
        if column.name not in EVERYWHERE or column.required:
            yield f"| `{column.name}` | {HOLDS[column.kind]} | {NEEDED[column.need]} | {_beside(column)} |"


def _beside(column: Column) -> str:
    if column.codes:
        return " ".join(f"`{code}`" for code in CODE_SETS[column.codes].codes)
    return f"`{column.refers_to}`" if column.refers_to else ""


def data_issues_page() -> str:
    """The page of every rule by which an extract is looked over."""
    lines = [
        "# Data issues",
        "",
        "What `sightline check` and every load look for, in the order in which they look. `found` never shows an id, a name or",
        "free text.",
        "",
        "| rule | what it finds | what happens | who can mend it |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{rule.code}` | {rule.title}. {rule.says} | {EFFECT[rule.severity]} | {rule.mender} |" for rule in RULES]
    return "\n".join(lines) + "\n"


def reference_files() -> Mapping[Path, str]:
    """Every page and file that is generated here, by its path below docs/reference."""
    files = {
        Path("local_tables.md"): GENERATED + local_tables_page(),
        Path("data_issues.md"): GENERATED + data_issues_page(),
    }
    return files | {Path("templates") / f"{table.name}.csv": template(table) for table in local_tables()}


def write_reference(docs: Path) -> None:
    """Write the pages and files below `docs`/reference."""
    for path, text in reference_files().items():
        place = docs / "reference" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path("docs"))
