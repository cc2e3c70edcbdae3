"""Every operation of the language is explained, compiled for the engine, proved by a drawn table and written at random."""

from __future__ import annotations

from pathlib import Path

from sqlglot import exp

from sightline.catalogue.expression_page import read_spec
from sightline.catalogue.expressions import parse_expression
from sightline.catalogue.operations import FUNCTIONS, NODES, OPERATIONS, Family
from sightline.engine.functions import COMPILED
from tests.support.expression_engines import COLUMNS
from tests.support.expression_strategies import RECIPES

SPEC = Path(__file__).parents[2] / "spec"
NAMES = {operation.name for operation in OPERATIONS}


def operations_in(sql: str) -> set[str]:
    tree = parse_expression(sql, COLUMNS).tree
    known = [node for node in tree.walk() if type(node) in NODES]
    return {node.name if isinstance(node, exp.Anonymous) else NODES[type(node)][0] for node in known}


def test_every_operation_is_proved_by_a_spec_test_of_its_own_family() -> None:
    family_of = {operation.name: operation.family.value for operation in OPERATIONS}
    proved = {
        name
        for file in read_spec(SPEC)
        for case in file.cases
        for name in operations_in(case.expression)
        if family_of[name] == file.family
    }
    # Brackets are proved where they matter: among AND and OR.
    assert proved | {"brackets"} == NAMES
    assert any("brackets" in operations_in(case.expression) for file in read_spec(SPEC) for case in file.cases)


def test_every_spec_file_is_a_family() -> None:
    assert {file.family for file in read_spec(SPEC)} == {family.value for family in Family}


def test_every_operation_can_be_written_at_random() -> None:
    assert {recipe.operation for recipe in RECIPES} == NAMES


def test_every_function_of_ours_is_compiled() -> None:
    assert set(COMPILED) | {"setting"} >= set(FUNCTIONS)
