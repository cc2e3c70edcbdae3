"""What a browser is told, what is kept secret, and that the settings pass Django's own check for a server."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from sightline.observations.store import Builds, Observations
from sightline.web.accounts.models import Role
from sightline.web.config.keeping import secret_key_in
from tests.support.repository import LIBRARY, ROOT
from tests.web.conftest import SignIn


def test_only_our_own_scripts_run(sign_in: SignIn) -> None:
    response = sign_in(Role.DIRECTOR).get(reverse("home"))
    policy = response.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None and f'nonce="{nonce[1]}"' in response.content.decode()
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_a_nonce_is_used_once(sign_in: SignIn) -> None:
    client = sign_in(Role.DIRECTOR)
    policies = {client.get(reverse("home")).headers["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2


def test_no_page_is_kept(sign_in: SignIn) -> None:
    headers = sign_in(Role.DIRECTOR).get(reverse("home")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_form_from_elsewhere_is_refused(db: None, council: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"}).status_code == 403


def test_a_host_that_is_not_ours_is_refused(db: None) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get(reverse("health")).status_code == 400


def test_a_fault_of_ours_says_nothing_of_itself(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the inside of it")

    monkeypatch.setattr("sightline.web.performance.queries.attention", fail)
    client = sign_in(Role.DIRECTOR)
    client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL, "django.request"):
        page = Client.get(client, reverse("home"))
    assert page.status_code == 500
    assert "It is our fault" in page.content.decode() and "the inside of it" not in page.content.decode()


def test_migrations_are_complete(db: None) -> None:
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()


def run_web(store: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    held = {name: value for name, value in os.environ.items() if not name.startswith(("SIGHTLINE_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "sightline.web", *arguments],
        env={**held, "SIGHTLINE_STORE": str(store), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_settings_of_a_server_are_clean(tmp_path: Path) -> None:
    found = run_web(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SIGHTLINE_HOSTS="sightline.council.example")
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_the_secret_is_drawn_once_and_closed_to_others(tmp_path: Path) -> None:
    first = secret_key_in(tmp_path)
    assert len(first) > 60 and secret_key_in(tmp_path) == first
    assert (tmp_path / "web" / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key_in(tmp_path / "another") != first


def test_no_secret_is_in_the_repository() -> None:
    settings = (LIBRARY / "web" / "config" / "settings.py").read_text()
    assert not re.search(r"SECRET_KEY\s*=\s*[\"']", settings)


@pytest.mark.parametrize(
    "statement", ["SELECT * FROM read_csv('/etc/hostname')", "SET enable_external_access = true", "DELETE FROM windows"]
)
def test_figures_are_read_and_nothing_else_is(store: Path, statement: str) -> None:
    with Observations(Builds(store).current()) as observations, pytest.raises(duckdb.Error):
        observations._connection.execute(statement)


def test_the_style_sheet_is_current() -> None:
    """The committed style sheet names the sources that it was made from."""
    folder = ROOT / "frontend"
    names = ["package.json", "sightline.scss", *(f"parts/{path.name}" for path in sorted((folder / "parts").iterdir()))]
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
    css = (LIBRARY / "web" / "core" / "static" / "sightline" / "css" / "sightline.css").read_text()
    assert digest in css.splitlines()[0], "run `make frontend`"


def test_the_style_sheet_begins_with_its_own_rules() -> None:
    # A byte order mark inside it would cost the first rule, which holds every width that the scripts ask for.
    css = (LIBRARY / "web" / "core" / "static" / "sightline" / "css" / "sightline.css").read_text()
    assert css.splitlines()[1].startswith(":root{")


def test_nothing_of_the_government_s_own_is_shipped() -> None:
    css = (LIBRARY / "web" / "core" / "static" / "sightline" / "css" / "sightline.css").read_text()
    assert "GDS Transport" not in css and "crest" not in css
    assert not re.search(r"url\([\"']?(https?:)?//|@import", css), "a page fetches nothing from elsewhere"
