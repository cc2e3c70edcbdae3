"""The command line: a thin shell. It reads arguments, the clock and the environment, calls a verb, and prints."""

from __future__ import annotations

import errno
import os
import sys

import click

from sightline.cli.authored import authored_group
from sightline.cli.benchmarks import benchmarks_group
from sightline.cli.calculating import calculate_command, run_command
from sightline.cli.catalogue import catalogue_group
from sightline.cli.due import due_command
from sightline.cli.editions import editions_group, publish_command
from sightline.cli.explaining import explain_command
from sightline.cli.figures import children_command, observations_command
from sightline.cli.loading import check_command, init_command, load_command, loads_group
from sightline.cli.making import synthetic_command, templates_command
from sightline.cli.reports import report_command
from sightline.cli.scorecards import scorecard_command
from sightline.cli.serving import serve_command, user_group
from sightline.cli.supplied import consistency_command, history_group, restated_command, targets_group
from sightline.errors import SightlineError, StoreError

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sightline")
def sightline() -> None:
    """One line of sight for children's services: from a council's own extract to judged, traceable figures."""


for command in (
    init_command,
    check_command,
    load_command,
    loads_group,
    calculate_command,
    run_command,
    observations_command,
    children_command,
    explain_command,
    due_command,
    scorecard_command,
    report_command,
    publish_command,
    editions_group,
    benchmarks_group,
    catalogue_group,
    targets_group,
    authored_group,
    history_group,
    consistency_command,
    restated_command,
    synthetic_command,
    templates_command,
    serve_command,
    user_group,
):
    sightline.add_command(command)


def main() -> None:
    """Run the command line. An error that a user can mend is a sentence and an exit code, never a traceback."""
    try:
        sightline(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("Stopped. Nothing that was there before has changed.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SightlineError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is not an error of anybody's.
        _leave_output()
        sys.exit(1)
    except OSError as error:
        said = _what_the_machine_refused(error)
        if said is None:
            raise
        _leave_output()
        click.echo(said, err=True)
        sys.exit(StoreError.exit_code)


def _what_the_machine_refused(error: OSError) -> str | None:
    # The rooms say themselves what became of their files. This is for what lies outside them, such as where the answer goes.
    if error.errno in FULL:
        return "The disk is full, so what was written is not whole. Make room, then do it again."
    if error.errno in CLOSED:
        return f"{error.filename or 'A file'} may not be written or read: {error.strerror}. Ask its owner, or name another place."
    return None


def _leave_output() -> None:
    # Python writes out what is still held when it ends; where that cannot work, it would say so in words of its own.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
