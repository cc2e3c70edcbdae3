"""What is written once is complete: links, glossary, decisions, libraries, commands."""

import ast
import csv
import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.support.repository import LIBRARY, ROOT, parsed, project_files, relative

PAGES = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DECISIONS = ROOT / "docs" / "adr"


def without_code(text: str) -> str:
    """A page without what is set as code, where brackets mean other things."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors(page: Path) -> set[str]:
    """Where a link into a page may point: its headings, as GitHub spells them."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_resolve(page: Path) -> None:
    broken = []
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        place = (page.parent / file).resolve() if file else page
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            broken.append(target)
    assert not broken, broken


def test_every_class_of_a_models_file_is_in_the_glossary() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([A-Za-z_]+)`", glossary))
    missing = [
        f"{relative(path)}: {node.name}"
        for path in project_files()
        if path.is_relative_to(LIBRARY) and path.name in {"model.py", "models.py"}
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name not in explained
    ]
    assert not missing, missing


def test_decisions_are_numbered_once_and_indexed() -> None:
    records = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d{4}-[^)]+\.md)\)", index) == records


def test_every_library_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    reasons = next(DECISIONS.glob("*-libraries.md")).read_text(encoding="utf-8")
    explained = set(re.findall(r"`([a-z0-9-]+)`", reasons))
    names = {re.split(r"[<>=\[ ]", requirement)[0] for group in groups for requirement in group}
    assert not names - explained, names - explained


def test_every_local_table_is_explained_with_columns_it_has() -> None:
    """The page that tells an authority what to fill in names each local table, and its examples use real columns."""
    with (LIBRARY / "definitions" / "standards" / "fields.csv").open(encoding="utf-8", newline="") as file:
        fields = [(row["table"], row["field"]) for row in csv.DictReader(file)]
    page = (ROOT / "docs" / "how-to" / "fill-local-tables.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `(loc_\w+)` \|", page, flags=re.MULTILINE)
    assert sorted(explained) == sorted({table for table, _ in fields if table.startswith("loc_")})
    local = [{field for table, field in fields if table == name} for name in explained]
    for example in re.findall(r"^```csv\n(.*)$", page, flags=re.MULTILINE):
        assert any(set(example.split(",")) <= columns for columns in local), example


def test_commands_of_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", text, flags=re.MULTILINE))
        assert named <= targets, f"{relative(page)}: {named - targets}"


# Places where somebody's own files lie. Written apart so that this file does not name them.
HOMES = re.compile(r"(?<![\w.~-])/(?:" + "|".join(["home", "Users", "root"]) + r")/\w|[A-Z]:\\Users\\")


def test_no_path_of_somebody_s_machine() -> None:
    above = "" if ROOT.parent == Path("/") else re.escape(str(ROOT.parent)) + "/"
    here = re.compile(rf"(?<![\w.~-]){above}") if above else re.compile(r"(?!)")
    found = []
    for path in project_files():
        if path.suffix in {".md", ".py", ".toml", ".yaml", ".yml", ".sh", ".csv", ".json", ".html", ""}:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1):
                if HOMES.search(line) or here.search(line):
                    found.append(f"{relative(path)}:{number}")
    assert not found, found
