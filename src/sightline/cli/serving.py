"""`sightline serve` and `sightline user add`: the web application, started as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from sightline.cli.options import definitions_option, store_option
from sightline.errors import UsageError

WEB = (sys.executable, "-m", "sightline.web")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
ROLES = (
    "social_worker", "team_manager", "service_manager", "head_of_service", "director", "performance_analyst", "qa_manager",
    "auditor", "board_member", "administrator",
)  # fmt: skip


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Make demonstration accounts first. Only where the data is synthetic.")
@store_option
@definitions_option
def serve_command(host: str, port: int, demo: bool, store: Path, definitions: Path | None) -> None:
    """Serve the web application until it is told to stop.

    On this machine's own address it speaks plain HTTP. On any other it expects TLS in front of it: docs/how-to/serve.md.
    """
    settings = _settings(store, definitions)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings["SIGHTLINE_BIND"] = bind
    if host in LOOPBACK:
        settings.setdefault("SIGHTLINE_HTTPS", "false")
    if demo:
        _run(("add_demonstration",), settings)
    click.echo(f"Sightline is at http://{bind}/. Stop it with Ctrl+C.")
    sys.stdout.flush()
    # The server takes our place, so that whoever stops this process stops the server.
    os.execve(sys.executable, [*WEB], settings)


@click.group("user")
def user_group() -> None:
    """Accounts of the web application."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
@click.option("--unit", default="", help="The unit whose children a manager or auditor sees, by its id.")
@click.option("--worker", default="", help="The worker whose children a social worker sees, by their id.")
@store_option
def add_user_command(email: str, name: str, role: str, unit: str, worker: str, store: Path) -> None:
    """Make an account: the first administrator, who invites everybody else.

    The password is asked for, or read from standard input.
    """
    arguments = ("add_user", email, "--name", name, "--role", role, "--unit", unit, "--worker", worker)
    _run(arguments, _settings(store, None))


def _run(arguments: Sequence[str], settings: Mapping[str, str]) -> None:
    """Run one of the application's commands to its end. Its exit code is ours."""
    code = subprocess.run([*WEB, *arguments], env=settings, check=False).returncode
    if code:
        raise click.exceptions.Exit(code)


def _settings(store: Path, definitions: Path | None) -> dict[str, str]:
    """The environment of the application. Raises UsageError where there is no store."""
    if not store.is_dir():
        raise UsageError(f"There is no store at {store}. Run `sightline load FOLDER --store {store}` first.")
    settings = {**os.environ, "SIGHTLINE_STORE": str(store.absolute())}
    if definitions is not None:
        settings["SIGHTLINE_DEFINITIONS"] = str(definitions.absolute())
    return settings
