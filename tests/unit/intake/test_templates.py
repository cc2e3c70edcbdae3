"""The files to fill in and the reference pages say what the schema says."""

from pathlib import Path

import pytest

from sightline.intake.rules import RULES
from sightline.intake.schema import TABLES, Need
from sightline.intake.templates import local_tables, reference_files, write_reference, write_templates
from tests.support.extracts import read_folder

REFERENCE_PAGES = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("path", reference_files(), ids=str)
def test_the_reference_is_current(path: Path) -> None:
    current = (REFERENCE_PAGES / path).read_text(encoding="utf-8")
    assert current == reference_files()[path], "run `python -m sightline.intake.templates`"


def test_no_template_is_left_of_a_table_that_went() -> None:
    assert {path.stem for path in (REFERENCE_PAGES / "templates").iterdir()} == {table.name for table in local_tables()}


def test_templates_are_read_without_an_issue(tmp_path: Path) -> None:
    assert len(write_templates(tmp_path)) == 40
    rows, issues = read_folder(tmp_path)
    assert set(rows) == {table.name for table in local_tables()}
    assert not [issue for issue in issues if issue.table.startswith("loc_")]


def test_a_file_already_filled_in_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "loc_config.csv").write_text("key,value\na,b\n")
    assert tmp_path / "loc_config.csv" not in write_templates(tmp_path)
    assert (tmp_path / "loc_config.csv").read_text() == "key,value\na,b\n"


def test_the_pages_name_every_column_and_every_rule(tmp_path: Path) -> None:
    write_reference(tmp_path)
    tables = (tmp_path / "reference" / "local_tables.md").read_text()
    for table in local_tables():
        for column in table.columns.values():
            assert f"`{column.name}`" in tables
    issues = (tmp_path / "reference" / "data_issues.md").read_text()
    assert all(f"| `{rule.code}` |" in issues for rule in RULES)


def test_what_the_model_requires_is_required(reference: Path) -> None:
    import re

    text = (reference / "standards" / "ssd_model.md").read_text(encoding="utf-8")
    # Ruling 9 lets used_from be blank, and a closure needs its group only once the episode has ended.
    exempt = {("loc_population", "used_from"), ("loc_early_help_episode", "closure_group")}
    marked = 0
    for line in text.splitlines():
        found = re.match(r"\| (loc_\w+) \| [^|]+ \| (.*) \|$", line)
        for part in re.sub(r"\([^)]*\)", "", found[2]).split(";") if found else ():
            if found and "[r" in part:
                for name in re.split(r" or |\+", part.split("[")[0].strip()):
                    column = TABLES[found[1]].columns[name.strip()]
                    marked += 1
                    assert column.need is not Need.NO or (found[1], column.name) in exempt, (found[1], name)
    assert marked > 100
