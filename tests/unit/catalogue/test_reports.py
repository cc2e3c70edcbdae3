"""Files of reports: what may stand in them, and every mistake with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.catalogue.loader import load_catalogue, read_catalogue
from sightline.catalogue.reports import PartKind
from sightline.errors import UsageError
from sightline.vocabulary.audience import Audience
from tests.support.definitions import COHORTS, IN_TIME, catalogue_of, write_definition

REPORT = """
name: board
title: Board paper
audience: board
parts:
  - {kind: text, key: why, title: Why, text: [Because we were asked.]}
  - kind: topics
    key: pages
    title: Pages
    topics:
      - title: In time
        indicators: [in-time, {indicator: in-time, window: rolling_12}]
        charts: [in-time]
  - {kind: reading, key: reading, title: How to read it}
"""


def write(folder: Path, text: str, name: str = "board") -> None:
    (folder / "reports").mkdir(exist_ok=True, parents=True)
    (folder / "reports" / f"{name}.yaml").write_text(text, encoding="utf-8")


def issues_of(folder: Path) -> list[str]:
    return [str(issue) for issue in read_catalogue(cohorts=COHORTS, national=folder)[1]]


def test_a_report_is_its_parts_in_order(tmp_path: Path) -> None:
    write(tmp_path, REPORT)
    report = catalogue_of(tmp_path).report("board")
    assert [part.kind for part in report.shown] == [PartKind.TEXT, PartKind.TOPICS, PartKind.READING]
    assert report.audience is Audience.BOARD
    assert [line.indicator for _, line, _ in report.lines] == ["in-time", "in-time"]


def test_a_council_that_only_moves_and_drops_parts_gives_an_order(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write(national, REPORT)
    write(local, "order: [reading, why]\ntitle: Our board paper\n")
    report = load_catalogue(local, cohorts=COHORTS, national=national).report("board")
    assert report.title == "Our board paper"
    assert [part.key for part in report.shown] == ["reading", "why"]


def test_a_council_makes_a_report_of_its_own(tmp_path: Path) -> None:
    national, local = tmp_path / "national", tmp_path / "local"
    write_definition(national, IN_TIME)
    write(local, REPORT.replace("name: board", "name: cabinet"), "cabinet")
    catalogue = load_catalogue(local, cohorts=COHORTS, national=national)
    assert catalogue.report("cabinet").title == "Board paper"
    with pytest.raises(UsageError, match="There is no report 'cabinets'. Did you mean 'cabinet'?"):
        catalogue.report("cabinets")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("[in-time, {", "[intime, {", "board.yaml:12: board: There is no indicator 'intime'. Did you mean 'in-time'?"),
        ("window: rolling_12", "window: term", "board.yaml:12: board: 'in-time' has no window 'term'."),
        ("charts: [in-time]", "charts: [other]", "board.yaml:13: board: 'other' is not among the indicators beside it: in-time."),
        ("charts: [in-time]", "split: shoe_size", "board.yaml:12: board: 'in-time' is not split by 'shoe_size'."),
        ("kind: reading", "kind: riddle", "board.yaml:14: board: 'parts.2.kind' has a value that is not known."),
        ("key: reading", "key: why", "board.yaml:1: board: Two parts have the key 'why'. Give each its own."),
        ("audience: board", "audience: everyone", "board.yaml:4: board: 'audience' has a value that is not known."),
        ("title: Why, ", "title: Why, scorecard: key, ", "a part of kind 'text' has no scorecard"),
        ("kind: reading", "kind: figures", "a part of kind 'figures' needs indicators"),
        ("kind: reading", "kind: scorecard, scorecard: none", "There is no scorecard 'none'."),
        (
            "name: board",
            "name: board\norder: [nowhere]",
            "Order names 'nowhere', which is no part. There are: why, pages, reading.",
        ),
        ("name: board", "name: board\ncolour: red", "'colour' is not a key that is known here."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, was: str, now: str, said: str) -> None:
    assert was in REPORT
    write(tmp_path, REPORT.replace(was, now))
    write_definition(tmp_path, IN_TIME)
    issues = issues_of(tmp_path)
    assert any(said in issue for issue in issues), issues


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, REPORT.replace("[in-time, {", "[intime, {").replace("window: rolling_12", "window: term"))
    write_definition(tmp_path, IN_TIME)
    assert len([issue for issue in issues_of(tmp_path) if "board.yaml" in issue]) == 2
