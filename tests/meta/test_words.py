"""Names are the field's words: none that hides what a thing does, none that hurts, none from another trade."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import functions, modules, parsed, project_files, relative

# Rooms and files with these names hold whatever nobody placed.
NOWHERE = {"util", "utils", "helper", "helpers", "common", "misc", "miscellaneous", "stuff", "shared", "lib"}

# Word -> what we say. GLOSSARY.md explains each choice.
BANNED = {
    "metric": "indicator", "metrics": "indicators", "kpi": "indicator", "kpis": "indicators",
    "fact": "row of a cohort", "facts": "rows of a cohort", "semantic": "the noun meant",
    "patient": "child", "patients": "children", "client": "child", "clients": "children",
    "lac": "looked after, cla", "rag": "rating",
    "util": "the verb", "utils": "the verb", "helper": "the verb", "helpers": "the verb",
    "misc": "the noun", "handler": "the verb", "processor": "the verb",
    "dummy": "synthetic", "master": "main", "blacklist": "excluded", "whitelist": "allowed",
    "nextgen": "what differs",
}  # fmt: skip

# Names that others fixed, or that here mean what they say.
ALLOWED = {"master": "Spark's word for where it runs", "_processor": "the machine's, as the benchmarks print it"}


def words(name: str) -> list[str]:
    """The words of an identifier, whichever way they are joined."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\W]+", " ", name).lower().split()


def names_in(path: Path) -> Iterator[tuple[int, str]]:
    """Names that a module gives: classes, functions, arguments, variables, attributes of a class."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
    for function in functions(path):
        yield function.lineno, function.name


def test_identifiers_split_into_words() -> None:
    assert words("looked_after") == ["looked", "after"]
    assert words("XMLReader") == ["xml", "reader"]
    assert words("DataIssue2") == ["data", "issue2"]


def test_no_banned_word_in_a_name() -> None:
    found = [
        f"{relative(path)}:{line}: {name}: say {BANNED[word]}"
        for path in modules("src", "benchmarks")
        for line, name in names_in(path)
        if name not in ALLOWED
        for word in words(name)
        if word in BANNED
    ]
    assert not found, "\n".join(found)


def test_no_room_is_named_for_nothing() -> None:
    found = [
        relative(path) for path in project_files() if NOWHERE & {Path(part).stem.lower() for part in Path(relative(path)).parts}
    ]
    assert not found, found


def test_indicators_and_cohorts_avoid_banned_words_too() -> None:
    names = [path.stem for path in project_files() if "definitions/indicators" in relative(path)]
    found = [name for name in names if set(words(name)) & set(BANNED)]
    assert not found, found
