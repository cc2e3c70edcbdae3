"""`sightline serve` and `sightline user add`, as processes of their own: a real server, asked over a real socket."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

import pytest

PASSWORD = "four-unrelated-words-here"
WAIT_SECONDS = 60


def command(*arguments: str, **further: object) -> subprocess.Popen[str]:
    """`sightline …` without the settings of the tests."""
    held = {name: value for name, value in os.environ.items() if not name.startswith(("SIGHTLINE_", "DJANGO_", "DATABASE_"))}
    return subprocess.Popen([sys.executable, "-m", "sightline", *arguments], env=held, text=True, **further)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(store: Path, port: int) -> Iterator[str]:
    """The address of a server on a small council."""
    process = command("serve", "--demo", "--port", str(port), "--store", str(store), stdout=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    while True:
        try:
            fetch(f"{address}/health/")
            break
        except URLError:
            assert process.poll() is None and time.monotonic() - began < WAIT_SECONDS, "the server did not start"
            time.sleep(0.2)
    yield address
    # Whoever stops the command stops the server: nothing is left listening.
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=WAIT_SECONDS)
    with socket.socket() as tried:
        assert tried.connect_ex(("127.0.0.1", port)) != 0


def fetch(address: str) -> tuple[str, str]:
    """A page, and for how long it may be kept."""
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode(), answer.headers["Cache-Control"]


def browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def signed_in(server: str, email: str, password: str) -> str:
    """The page that follows signing in."""
    client = browser()
    with client.open(f"{server}/account/sign-in/") as answer:
        page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    given = urlencode({"csrfmiddlewaretoken": token[1], "login": email, "password": password}).encode()
    with client.open(f"{server}/account/sign-in/", given) as answer:
        return str(answer.read().decode())


def test_a_demonstration_account_signs_in(server: str) -> None:
    page = signed_in(server, "team.manager@demonstration.example", "one-line-of-sight")
    assert "What needs attention" in page and "is made up" in page


def test_style_sheets_come_by_names_that_may_be_kept(server: str) -> None:
    page, _ = fetch(f"{server}/account/sign-in/")
    names = re.findall(r"/static/sightline/[\w./-]+\.(?:css|js)", page)
    assert len(names) == 3 and all(re.search(r"\.[0-9a-f]{12}\.(css|js)$", name) for name in names)
    for name in names:
        assert "immutable" in fetch(f"{server}{name}")[1]


def test_an_administrator_made_on_the_command_line_signs_in(server: str, store: Path) -> None:
    arguments = ("user", "add", "first@council.example", "--name", "First", "--store", str(store))
    made = command(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    said, _ = made.communicate(f"{PASSWORD}\n")
    assert (made.returncode, "first@council.example" in said) == (0, True)
    assert ">People<" in signed_in(server, "first@council.example", PASSWORD)


def test_the_database_takes_several_writers(server: str, store: Path) -> None:
    with sqlite3.connect(store / "web" / "sightline.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    process = command("serve", "--store", str(tmp_path / "nowhere"), stderr=subprocess.PIPE)
    _, said = process.communicate()
    assert process.returncode == 2
    assert "There is no store" in said
