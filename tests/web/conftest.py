"""The web application on a small made-up council, as each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from sightline.pipeline.observe import find_observations
from sightline.pipeline.organisation import Organisation, Worker, find_organisation
from sightline.web.accounts.models import Role, User
from tests.support.council import make_extract, make_store
from tests.support.pages import InspectingClient

PASSWORD = "four-unrelated-words-here"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
# The reader to whom the synthetic authority opens its restricted records.
OPEN_TO = "w00001@example.org"


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a small council, loaded and calculated."""
    folder = tmp_path_factory.mktemp("web")
    return make_store(folder, make_extract(folder / "extract"))


@pytest.fixture(scope="session")
def organisation(store: Path) -> Organisation:
    return find_organisation(store)


@pytest.fixture(scope="session")
def worker(store: Path, organisation: Organisation) -> Worker:
    """A worker of a known unit who holds many children."""
    rows = find_observations(store, indicators=["cin-incl-cpp-count"], breakdown="worker").to_pylist()
    latest = max(row["period"] for row in rows)
    held = sorted((row for row in rows if row["period"] == latest), key=lambda row: -row["value"])
    found = (organisation.worker(row["group"]) for row in held)
    return next(each for each in found if each is not None and each.unit_id)


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    """What was counted against the visitors of an earlier test is forgotten."""
    cache.clear()


@pytest.fixture
def council(store: Path, settings: Settings) -> Path:
    """The application reads this council."""
    settings.SIGHTLINE_STORE = store
    return store


MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None, organisation: Organisation, worker: Worker) -> MakeUser:
    """Makes somebody of a role, at the place that the role needs."""
    unit = organisation.unit(worker.unit_id)
    assert unit is not None
    top = next(each.unit_id for each in organisation.units if each.parent is None)
    places = {
        Role.SOCIAL_WORKER: {"worker": worker.professional_id},
        Role.TEAM_MANAGER: {"unit": unit.unit_id},
        Role.SERVICE_MANAGER: {"unit": unit.parent},
        Role.HEAD_OF_SERVICE: {"unit": top},
        Role.AUDITOR: {"unit": unit.unit_id},
    }

    def make(role: Role, email: str = "", **fields: object) -> User:
        address = email or f"{role.value}@council.example"
        given = {"name": role.label, "role": role, "joined_at": NOW, **places.get(role, {}), **fields}
        return User.objects.create_user(address, PASSWORD, **given)

    return make


SignIn = Callable[..., InspectingClient]


@pytest.fixture
def sign_in(council: Path, make_user: MakeUser) -> SignIn:
    """A client that is signed in as a new person of a role."""

    def signed_in(role: Role, email: str = "", **fields: object) -> InspectingClient:
        client = InspectingClient()
        client.force_login(make_user(role, email, **fields), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
