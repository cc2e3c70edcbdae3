"""Every command that a page tells people to type exists, with those options; the tutorial runs from end to end."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sightline.cli import sightline
from tests.support.repository import ROOT, project_files, relative

TUTORIAL = ROOT / "docs" / "tutorial" / "first-scorecard.md"
# Small enough to be quick, large enough for every command of the tutorial to have something to say.
CHILDREN = "1500"


def commands(page: Path) -> list[list[str]]:
    """What a page tells people to type at Sightline, split into words."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    typed = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in typed if words and Path(words[0]).name == "sightline"]


EVERY_COMMAND = [
    pytest.param(words, id=f"{relative(page)}: {' '.join(words)}")
    for page in project_files()
    if page.suffix == ".md"
    for words in commands(page)
]


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_a_command_on_a_page_exists(words: list[str]) -> None:
    command: click.Command = sightline
    context = click.Context(command, info_name="sightline")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, found, words = command.resolve_command(context, words)
        assert name and found, words
        command = found
        context = click.Context(command, info_name=name, parent=context)
    # Refuses an option that the command does not have, and a word too many.
    _, left, _ = command.make_parser(context).parse_args(list(words))
    assert not left


def test_pages_do_name_commands() -> None:
    assert len(EVERY_COMMAND) > 10


@pytest.mark.lists_children
def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps = commands(TUTORIAL)
    assert {words[0] for words in steps} >= {"synthetic", "check", "run", "scorecard", "children", "observations"}
    for words in steps:
        if "--children" in words:
            words[words.index("--children") + 1] = CHILDREN
        result = CliRunner().invoke(sightline, words)
        assert result.exit_code == 0, f"{' '.join(words)}: {result.output}"
        assert result.output.strip(), words
