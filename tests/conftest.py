"""Rules that hold for every test: what may be skipped, how many examples are tried, and which words never come out."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from sightline.errors import SightlineError

ROOT = Path(__file__).resolve().parents[1]
# Published reports and specifications that are read where they lie and never copied into the project.
REFERENCE = Path(os.environ.get("SIGHTLINE_REFERENCE", ROOT.parent / "shared"))
ON_CI = os.environ.get("CI", "").lower() == "true"

# The ids that the synthetic authority gives its children. None may reach a log, an error or the screen, unless listing
# children is what the test is about.
MADE_UP_CHILD = re.compile(r"SYN-\d+")

# Every change tries the same examples, so that a failure is the change's own; the deep run looks for new ones.
settings.register_profile("change", derandomize=True, deadline=None, max_examples=100, print_blob=True)
settings.register_profile("deep", deadline=None, max_examples=3000, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("change")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference material. A test that asks for it is marked `reference`."""
    return REFERENCE


# Compiling a query and spreading it out cost more than tables of a few rows hold.
SPARK_FOR_SMALL_TABLES = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One Spark for all tests that are marked `spark`. `start_spark` of the product finds it running."""
    from sightline.engine.spark import start_spark

    session = start_spark(SPARK_FOR_SMALL_TABLES)
    yield session
    session.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, saying what is missing."""
    no_java = shutil.which("java") is None and "JAVA_HOME" not in os.environ
    for item in items:
        if "reference" in getattr(item, "fixturenames", ()):
            item.add_marker("reference")
        if item.get_closest_marker("reference") and not REFERENCE.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"the reference material is not at {REFERENCE}"))
        if item.get_closest_marker("spark"):
            # Meant to keep these in one process. The runner has named its groups before this hook is called, so two processes
            # may start a Spark each; the suite passes either way.
            item.add_marker(pytest.mark.xdist_group("spark"))
            if no_java:
                item.add_marker(pytest.mark.skip(reason="Spark needs Java: install a JRE, 17 or later"))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"Skipped on CI, where everything must run ({reason})"


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A whole file that skips itself is a failure on CI."""
    report = yield
    if ON_CI and report.skipped:
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """On CI only reference material may be missing; anywhere, a test that prints a child's identifier fails."""
    report = yield
    if ON_CI and report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("reference"):
        _refuse_skip(report)
    if report.when == "teardown" and report.passed and not item.get_closest_marker("lists_children"):
        shown = [name for name, text in report.sections if MADE_UP_CHILD.search(text)]
        if shown:
            report.outcome = "failed"
            report.longrepr = f"An identifier of a made-up child came out in: {', '.join(shown)}"
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count the tests that only lack reference material apart, in pytest's own last line."""
    if report.skipped and "reference" in report.keywords and not hasattr(report, "wasxfail"):
        return "skipped for want of reference material", "s", "SKIPPED (reference)"
    return None


class _Watch(logging.Handler):
    """Keeps what would betray a child: formatted log lines, arguments included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.betrayed: list[str] = []

    def look_at(self, where: str, text: str) -> None:
        if found := MADE_UP_CHILD.search(text):
            self.betrayed.append(f"{where}: …{text[max(0, found.start() - 60) : found.end() + 20]}…")

    def emit(self, record: logging.LogRecord) -> None:
        self.look_at(f"log line of {record.name}", record.getMessage())


@pytest.fixture(autouse=True)
def no_child_is_named(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which a child's identifier reaches a log line or the message of one of our own errors."""
    watch = _Watch()
    root = logging.getLogger()
    root.addHandler(watch)
    ours = logging.getLogger("sightline")
    level = ours.level
    # A line that is only written when somebody turns debugging on counts too.
    ours.setLevel(logging.DEBUG)
    say = SightlineError.__init__

    def overheard(self: SightlineError, *args: object) -> None:
        watch.look_at(type(self).__name__, " ".join(map(str, args)))
        say(self, *args)

    monkeypatch.setattr(SightlineError, "__init__", overheard)
    yield
    root.removeHandler(watch)
    ours.setLevel(level)
    if watch.betrayed and not request.node.get_closest_marker("lists_children"):
        pytest.fail("A child's identifier came out. " + "; ".join(watch.betrayed), pytrace=False)
