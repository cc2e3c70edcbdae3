"""The repository as the meta tests read it: its files, its modules and the names in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "src" / "sightline"


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be; nothing that git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (FileNotFoundError, subprocess.CalledProcessError):
        # An archive of the project has no history: take what lies in the rooms.
        rooms = [path for name in ("src", "tests", "benchmarks", "docs") for path in (ROOT / name).rglob("*")]
        return tuple(path for path in [*rooms, *ROOT.glob("*.*")] if path.is_file() and "__pycache__" not in path.parts)
    return tuple(path for name in sorted(set(listed)) if name and (path := ROOT / name).is_file())


def modules(*rooms: str) -> list[Path]:
    """Python files below these folders of the repository, migrations apart."""
    places = [ROOT / room for room in rooms]
    return [
        path
        for path in project_files()
        if path.suffix == ".py" and any(path.is_relative_to(place) for place in places)
        if "migrations" not in path.parts
    ]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path) -> str:
    """A path as people say it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods and inner ones included."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
