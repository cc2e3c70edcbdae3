"""`add_demonstration`: accounts for trying things, on a store in which everybody is made up, and on no other."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sightline.errors import UsageError
from sightline.pipeline.organisation import is_synthetic
from sightline.web.accounts.demonstration import PASSWORD, add_demonstration


class Command(BaseCommand):
    """Makes one account a role. Refuses where the data may be about real children."""

    help = "Make demonstration accounts, one a role. Only where the data is synthetic."

    def handle(self, *_: Any, **__: Any) -> None:
        if not is_synthetic(settings.SIGHTLINE_STORE):
            said = "Demonstration accounts have a password that everybody knows: they are made on synthetic data only."
            raise CommandError(said, returncode=UsageError.exit_code)
        call_command("migrate", interactive=False, verbosity=0)
        made = add_demonstration(at=timezone.now())
        self.stdout.write(f"Sign in with the password {PASSWORD!r} as:")
        for user in made:
            self.stdout.write(f"  {user.email:32} {user.get_role_display()}")
