"""`add_demonstration`: accounts for trying things, on a store in which everybody is made up, and on no other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sightline.errors import UsageError
from sightline.pipeline.organisation import is_synthetic
from sightline.vocabulary.wording import listed
from sightline.web.accounts.demonstration import PASSWORD, add_demonstration
from sightline.web.accounts.models import Role

# Three who see the same council differently, and what each will find.
REACHES = {
    Role.SOCIAL_WORKER: "figures of all, and the children of one worker",
    Role.TEAM_MANAGER: "a team's own page, and its children",
    Role.DIRECTOR: "everything but what is restricted",
}
SHOWN = frozenset(REACHES)


class Command(BaseCommand):
    """Makes one account a role. Refuses where the data may be about real children."""

    help = "Make demonstration accounts, one a role. Only where the data is synthetic."

    def handle(self, *_: Any, **__: Any) -> None:
        if not is_synthetic(settings.SIGHTLINE_STORE):
            said = "Demonstration accounts have a password that everybody knows: they are made on synthetic data only."
            raise CommandError(said, returncode=UsageError.exit_code)
        call_command("migrate", interactive=False, verbosity=0)
        made = add_demonstration(at=timezone.now())
        self.stdout.write(f"Sign in with the password {PASSWORD} as")
        for user in (user for user in made if user.role in SHOWN):
            self.stdout.write(f"  {user.email:38} {user.get_role_display()}: {REACHES[Role(user.role)]}")
        others = [user.email.partition("@")[0] for user in made if user.role not in SHOWN]
        self.stdout.write(f"or, at the same place, as {listed(others, 'or')}.")
