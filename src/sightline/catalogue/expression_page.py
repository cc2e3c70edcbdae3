"""The page that explains the expression language: each operation as the allow-list has it, each proved by a spec test.

The examples are the spec tests themselves, read from their source, so the page cannot show what is not so.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

from sightline.catalogue.operations import OPERATIONS, Family

INTRODUCTION = """# Expressions

What a definition may write in `where`, `numerator`, `value` and `weight` is a small part of SQL. Every name is checked
against the columns of the definition's cohort, and every part against its type, before anything is counted.

A column is text, a date, a whole number, a number, or true or false. A value that is not recorded is *missing*, and what
is worked out from it is *not known*. **A condition that is not known is not met**: a row whose completion date is missing
is not within 45 days, and neither is it over 45.
"""


@dataclass(frozen=True)
class SpecCase:
    """One spec test: what it shows, the table drawn for it, and the expressions with the answer for each row."""

    title: str
    table: str
    expression: str
    expected: dict[str, Any]


@dataclass(frozen=True)
class SpecFile:
    """The spec tests of one file. `family` is the first line of its docstring, and the heading of its section."""

    family: str
    cases: tuple[SpecCase, ...]


def expression_page(spec: Path) -> str:
    """The page, from the allow-list and the spec tests in a folder."""
    files = {file.family: file for file in read_spec(spec)}
    parts = [INTRODUCTION]
    for family in Family:
        parts.append(_operations(family))
        if family.value in files:
            parts += [_case(case) for case in files[family.value].cases]
    return "\n".join(parts)


def _operations(family: Family) -> str:
    rows = [f"| {_code(operation.form)} | {operation.meaning} |" for operation in OPERATIONS if operation.family is family]
    return "\n".join([f"## {family.value}", "", "| write | means |", "|---|---|", *rows, ""])


def _code(form: str) -> str:
    return f"`{form}`".replace("|", "\\|")


def _case(case: SpecCase) -> str:
    expected = "\n".join(f"{row} -> {_answer(answer)}" for row, answer in case.expected.items())
    drawn = cleandoc(case.table)
    return f"**{case.title}**\n\n```sql\n{cleandoc(case.expression)}\n```\n\n```text\n{drawn}\n\n{expected}\n```\n"


def _answer(answer: Any) -> str:
    if answer is None:
        return "not known"
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return str(answer)


def read_spec(folder: Path) -> Iterator[SpecFile]:
    """The spec tests of a folder, file by file in the order of their names."""
    for path in sorted(folder.glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        docstring = ast.get_docstring(module) or path.stem
        tables = dict(_drawn_tables(module))
        cases = [case for node in module.body if isinstance(node, ast.FunctionDef) for case in _cases(node, tables)]
        yield SpecFile(docstring.splitlines()[0].rstrip("."), tuple(cases))


def _drawn_tables(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Tables that a file draws once, above its tests, and names in several of them."""
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            yield node.targets[0].id, str(node.value.value)


def _cases(function: ast.FunctionDef, tables: dict[str, str]) -> Iterator[SpecCase]:
    title = function.name.removeprefix("test_").replace("_", " ").capitalize()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "spec_test":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            table, expected = given["table"], given["expected"]
            drawn = tables[table.id] if isinstance(table, ast.Name) else ast.literal_eval(table)
            answers = {key: _literal(value) for key, value in _dictionary(expected)}
            yield SpecCase(title, drawn, ast.literal_eval(given["expression"]), answers)


def _dictionary(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    assert isinstance(node, ast.Dict)
    for key, value in zip(node.keys, node.values, strict=True):
        assert key is not None
        yield ast.literal_eval(key), value


def _literal(node: ast.expr) -> Any:
    """The value of a literal. Dates are written as calls, date(2025, 4, 9), and shown as they are drawn."""
    if isinstance(node, ast.Call):
        year, month, day = (ast.literal_eval(argument) for argument in node.args)
        return f"{year:04d}-{month:02d}-{day:02d}"
    return ast.literal_eval(node)
