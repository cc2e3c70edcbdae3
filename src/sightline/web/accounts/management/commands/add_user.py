"""`add_user`: makes an account from the command line, such as the first administrator's."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from sightline.errors import UsageError
from sightline.web.accounts.commands import check_place
from sightline.web.accounts.models import Role, User


class Command(BaseCommand):
    """Makes one account. The password is asked for, or read from standard input; it is never an argument."""

    help = "Make an account: the first administrator, or anybody where invitations are not used."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR.value)
        parser.add_argument("--unit", default="", help="the unit whose children a manager or auditor sees")
        parser.add_argument("--worker", default="", help="the worker whose children a social worker sees")

    def handle(self, *_: Any, email: str, name: str, role: str, unit: str, worker: str, **__: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        address = email.strip().casefold()
        try:
            validate_email(address)
            check_place(role, unit, worker)
            if User.objects.filter(email=address).exists():
                raise UsageError(f"{address} has an account already.")
            password = _password()
            validate_password(password, User(email=address, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=UsageError.exit_code) from error
        except UsageError as error:
            raise CommandError(str(error), returncode=UsageError.exit_code) from error
        User.objects.create_user(address, password, name=name, role=role, unit=unit, worker=worker, joined_at=timezone.now())
        self.stdout.write(f"{address} can sign in as {Role(role).label.lower()}.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise UsageError("The two passwords differ. Nothing was made.")
    return password
