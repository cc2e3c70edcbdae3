"""Who signs in: a person with one role, at one place in the council's tree, and the invitation that made the account."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Role(models.TextChoices):
    """What somebody does here. It decides which pages open, and which children may be seen (`policies.py`)."""

    SOCIAL_WORKER = "social_worker", "Social worker"
    TEAM_MANAGER = "team_manager", "Team manager"
    SERVICE_MANAGER = "service_manager", "Service manager"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    DIRECTOR = "director", "Director"
    PERFORMANCE_ANALYST = "performance_analyst", "Performance analyst"
    QA_MANAGER = "qa_manager", "Quality assurance manager"
    AUDITOR = "auditor", "Auditor"
    BOARD_MEMBER = "board_member", "Board member"
    ADMINISTRATOR = "administrator", "Administrator"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None, **fields: Any) -> User:
        """An account with a password, or without one that works where it is None."""
        user = self.model(email=email.strip().casefold(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser):
    """Somebody who signs in. `unit` is a unit of the council's tree, `worker` whom children's records name them by."""

    email = models.EmailField("Email address", unique=True)
    name = models.CharField("Name", max_length=120)
    role = models.CharField("Role", max_length=30, choices=Role.choices)
    unit = models.CharField("Unit", max_length=80, blank=True)
    worker = models.CharField("Worker", max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    # Made on synthetic data only, with a password that everybody knows.
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link by which one person makes one account. Only a digest of its token is kept, so that nobody can read it here."""

    email = models.EmailField("Email address")
    name = models.CharField("Name", max_length=120)
    role = models.CharField("Role", max_length=30, choices=Role.choices)
    unit = models.CharField("Unit", max_length=80, blank=True)
    worker = models.CharField("Worker", max_length=80, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation")

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and at < self.expires_at
