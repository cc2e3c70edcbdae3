"""The layers: each room has its place, and a broken rule is noticed."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import LIBRARY, ROOT

CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LINT = Path(sys.executable).with_name("lint-imports")


def layers_of(contract_id: str) -> list[str]:
    contract = next(contract for contract in CONFIGURATION["contracts"] if contract["id"] == contract_id)
    return [" | ".join(part.strip(" ()") for part in layer.split("|")) for layer in contract["layers"]]


def test_the_layers_checked_are_the_layers_described() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text()
    drawn = page.split("```")[1].strip().splitlines()
    assert layers_of("layers") == drawn


# One line that breaks each contract, and the room it is put in.
BREACHES = {
    "layers": ("vocabulary", "import sightline.engine"),
    "django": ("engine", "import django"),
    "sqlglot": ("pipeline", "from sqlglot import exp"),
    "duckdb": ("judgement", "import duckdb"),
    "spark": ("intake", "import pyspark.sql"),
    "vocabulary": ("vocabulary", "import numpy"),
    "shells": ("cli", "import sightline.engine"),
}


def test_every_contract_is_tried() -> None:
    assert {contract["id"] for contract in CONFIGURATION["contracts"]} == set(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_noticed(contract: str, tmp_path: Path) -> None:
    copy = tmp_path / "sightline"
    shutil.copytree(LIBRARY, copy, ignore=shutil.ignore_patterns("__pycache__", "definitions", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    room, line = BREACHES[contract]
    (copy / room / "breach.py").write_text(line + "\n")
    found = subprocess.run(
        [LINT, "--contract", contract, "--no-cache", "--no-logo"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tmp_path)},
    )
    assert found.returncode == 1, found.stdout + found.stderr
    assert "BROKEN" in found.stdout
    assert f"sightline.{room}.breach" in found.stdout
