"""One account a role for a demonstration: at places of the synthetic authority that have children to show."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from sightline.pipeline.observe import find_observations
from sightline.pipeline.organisation import Organisation, Worker, find_organisation
from sightline.web.accounts.models import Role, User

PASSWORD = "one-line-of-sight"
AT = "@demonstration.example"
CHILDREN_HELD = "cin-incl-cpp-count"


@transaction.atomic
def add_demonstration(*, at: datetime) -> list[User]:
    """Make or renew an account a role, and give them. The caller has made sure that the data is synthetic."""
    organisation = find_organisation(settings.SIGHTLINE_STORE)
    worker = _busiest(organisation)
    team = worker.unit_id if worker is not None else ""
    above = organisation.unit(team)
    service = (above.parent if above is not None else None) or team
    top = next((unit.unit_id for unit in organisation.units if unit.parent is None), team)
    places = {
        Role.SOCIAL_WORKER: ("", worker.professional_id if worker is not None else ""),
        Role.TEAM_MANAGER: (team, ""),
        Role.SERVICE_MANAGER: (service, ""),
        Role.HEAD_OF_SERVICE: (top, ""),
        Role.AUDITOR: (service, ""),
    }
    made = []
    for role in Role:
        unit, who = places.get(role, ("", ""))
        email = f"{role.value.replace('_', '.')}{AT}"
        user = User.objects.filter(email=email).first() or User(email=email, joined_at=at)
        user.name, user.role, user.unit, user.worker = f"Demo {role.label}", role, unit, who
        user.is_demonstration, user.is_active = True, True
        user.set_password(PASSWORD)
        user.save()
        made.append(user)
    return made


def _busiest(organisation: Organisation) -> Worker | None:
    """The worker of a known unit who holds the most children at the latest month end, so that there is something to see."""
    held = find_observations(settings.SIGHTLINE_STORE, indicators=[CHILDREN_HELD], breakdown="worker").to_pylist()
    latest = max((row["period"] for row in held), default="")
    ranked = sorted((row for row in held if row["period"] == latest), key=lambda row: (-(row["value"] or 0), row["group"]))
    workers = (organisation.worker(row["group"]) for row in ranked)
    return next((worker for worker in workers if worker is not None and worker.unit_id), None)
