"""Every rule of the intake runs its own worked examples, and none finds more than it says."""

from datetime import date
from pathlib import Path

import pytest

from sightline.intake.check import check_folder
from sightline.intake.issues import Example, Rule, Stage
from sightline.intake.rules import RULES
from sightline.intake.schema import TABLES
from tests.support.extracts import write_tables

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}") for rule in RULES for number, example in enumerate(rule.examples)
]


def found_by(rule: Rule, example: Example, folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    checked = check_folder(write_tables(folder, example.tables), as_at=example.as_at, believable_until=date(2026, 12, 31))
    return [(issue.table, issue.row, issue.field, issue.found) for issue in checked.issues if issue.rule == rule.code]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_finds_what_its_example_says(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert sorted(found_by(rule, example, tmp_path), key=repr) == sorted(example.expect, key=repr)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_whole(rule: Rule) -> None:
    module = Path("src/sightline/intake/rules") / f"{rule.code}.py"
    assert module.is_file(), "one rule a file, named for its code"
    assert any(example.expect for example in rule.examples), "an example in which it finds something"
    assert rule.says.endswith(".")
    assert rule.stage in Stage


def test_every_file_of_rules_is_in_the_list() -> None:
    files = {path.stem for path in Path("src/sightline/intake/rules").glob("*.py")} - {"__init__"}
    assert files == {rule.code for rule in RULES}


def test_examples_name_tables_and_columns_that_exist() -> None:
    for rule in RULES:
        for example in rule.examples:
            for table, _, field, _ in example.expect:
                assert table in TABLES or table == ""
                assert field is None or field in TABLES[table].columns
