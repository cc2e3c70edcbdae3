"""The rules that tests/conftest.py lays on every test do bite: proved on a small suite that breaks them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

SUITE = {
    "test_skips.py": """
import pytest

@pytest.mark.skip(reason="not today")
def test_idle(): ...

@pytest.mark.reference
def test_marked(): ...

def test_asks(reference): ...

@pytest.mark.xfail(reason="known gap", strict=True)
def test_gap(): assert False
""",
    "test_names.py": """
import logging
import pytest
from sightline.errors import InputError

ID = "SYN-" + "00042"

def test_logs(): logging.getLogger("sightline").debug("loaded %s", ID)
def test_prints(): print(ID)
def test_raises():
    with pytest.raises(InputError):
        raise InputError(f"row of {ID}")
@pytest.mark.lists_children
def test_lists(): print(ID)
def test_silent(): print("SYN- is only a prefix")
""",
}


NEEDS_LIBRARY = {"test_library.py": "import pytest\npytest.importorskip('no_such_library')\n"}


def run_suite(folder: Path, suite: dict[str, str], ci: bool) -> str:
    """What pytest says of a suite, run on its own where there is no reference material."""
    tests = folder / "tests"
    tests.mkdir()
    shutil.copy(CONFTEST, tests)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    reference\n    spark\n    lists_children\n")
    for name, text in suite.items():
        (tests / name).write_text(text)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV", "DJANGO_"))},
        "CI": "true" if ci else "",
        "SIGHTLINE_REFERENCE": str(folder / "nowhere"),
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-rfE", "tests"]
    run = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    return run.stdout


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return run_suite(tmp_path_factory.mktemp("home"), SUITE, ci=False)


@pytest.fixture(scope="module")
def on_ci(tmp_path_factory: pytest.TempPathFactory) -> str:
    return run_suite(tmp_path_factory.mktemp("ci"), SUITE, ci=True)


def test_at_home_a_skip_is_a_skip(at_home: str) -> None:
    last = at_home.strip().splitlines()[-1]
    assert "1 skipped," in last
    assert "2 skipped for want of reference material" in last


def test_on_ci_only_reference_material_may_be_missing(on_ci: str) -> None:
    last = on_ci.strip().splitlines()[-1]
    assert "2 skipped for want of reference material" in last
    assert "1 skipped," not in last
    assert "ERROR tests/test_skips.py::test_idle - Skipped on CI" in on_ci
    assert "test_gap" not in on_ci


@pytest.mark.parametrize(("ci", "closing"), [(False, "1 skipped"), (True, "1 error")])
def test_a_file_that_skips_itself_is_a_failure_on_ci(tmp_path: Path, ci: bool, closing: str) -> None:
    assert closing in run_suite(tmp_path, NEEDS_LIBRARY, ci).strip().splitlines()[-1]


def test_a_child_who_is_named_fails_the_test(at_home: str) -> None:
    failed = {line.split("::")[1].split()[0] for line in at_home.splitlines() if line.startswith(("FAILED", "ERROR"))}
    assert failed == {"test_logs", "test_prints", "test_raises"}
