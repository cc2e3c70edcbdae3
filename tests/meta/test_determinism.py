"""The same extract gives the same figures: nothing below the shells reads a clock, an environment or chance."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.repository import LIBRARY, modules, parsed, relative

# The shells: they ask what day it is and pass the answer down.
SHELLS = ("cli", "cli.py", "web", "__main__.py")

CLOCKS = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "datetime.fromtimestamp",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime",
}  # fmt: skip
SURROUNDINGS = {"os.environ", "os.getenv", "os.getlogin", "os.getcwd", "os.urandom", "Path.home", "Path.cwd"}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "secrets", "random"}
# Generators that are given their seed are arguments like any other.
SEEDED = {"default_rng", "Generator", "SeedSequence", "PCG64", "Philox", "BitGenerator"}
SQL_CLOCK = re.compile(r"\b(current_date|current_timestamp|(now|today|getdate|random|uuid)\(\))", re.IGNORECASE)


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain, else an empty string."""
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return node.id if isinstance(node, ast.Name) else ""


def breaches(tree: ast.Module) -> list[tuple[int, str]]:
    """Lines that make a result depend on more than its arguments, with what they say."""
    found: list[tuple[int, str]] = []
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            for name in (alias.name for alias in node.names):
                full = f"{source}.{name}" if source else name
                if {source, full, full.split(".")[0]} & CHANCE or full in CLOCKS | SURROUNDINGS:
                    found.append((node.lineno, full))
        elif isinstance(node, ast.Attribute):
            full = dotted(node)
            last_two = ".".join(full.split(".")[-2:])
            if last_two in CLOCKS | SURROUNDINGS | CHANCE:
                found.append((node.lineno, last_two))
            elif re.match(r"(np|numpy)\.random\.\w+", full) and full.split(".")[2] not in SEEDED:
                found.append((node.lineno, full))
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("default_rng") and not (node.args or node.keywords):
            found.append((node.lineno, "default_rng() without a seed"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.extend((node.lineno, match[0]) for match in SQL_CLOCK.finditer(node.value))
    return found


def below_the_shells() -> list[Path]:
    return [path for path in modules("src/sightline") if path.relative_to(LIBRARY).parts[0] not in SHELLS]


def test_the_library_is_read() -> None:
    assert LIBRARY / "vocabulary" / "dates.py" in below_the_shells()


def test_time_and_chance_are_arguments() -> None:
    found = [f"{relative(path)}:{line}: {what}" for path in below_the_shells() for line, what in breaches(parsed(path))]
    assert not found, "pass it down from the shell:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "date.today()",
        "datetime.datetime.now(tz=UTC)",
        "import random",
        "from random import choice",
        "from os import environ",
        "os.environ['HOME']",
        "os.getenv('HOME')",
        "from time import time",
        "uuid.uuid4()",
        "np.random.rand(3)",
        "np.random.default_rng()",
        "sql = 'SELECT current_date'",
        "sql = f'SELECT {x} WHERE d < now()'",
    ],
)
def test_a_breach_is_noticed(line: str) -> None:
    assert breaches(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    ["np.random.default_rng(seed)", "date(2024, 2, 29)", "time.perf_counter()", '"""Never reads now() itself."""'],
)
def test_what_is_allowed_passes(line: str) -> None:
    assert not breaches(ast.parse(line))
