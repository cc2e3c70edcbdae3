"""The activity log: who looked at which children, who took a list away, who changed an account. Written once, never altered."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class Action(models.TextChoices):
    """What was done."""

    SAW_CHILDREN = "saw_children", "Saw a list of children"
    EXPORTED_CHILDREN = "exported_children", "Exported a list of children"
    INVITED = "invited", "Invited somebody"
    JOINED = "joined", "Accepted an invitation"
    CHANGED_ACCOUNT = "changed_account", "Changed an account"
    CLOSED_ACCOUNT = "closed_account", "Closed an account"
    OPENED_ACCOUNT = "opened_account", "Opened an account again"
    RESET_SECOND_STEP = "reset_second_step", "Removed a second step of signing in"


class OnlyAdded(models.QuerySet["ActivityEntry"]):
    """Entries that can be added and read, and nothing else."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("An entry of the activity log is never altered.")

    def delete(self) -> NoReturn:
        raise TypeError("An entry of the activity log is never deleted.")


class ActivityEntry(models.Model):
    """One thing that somebody did. `about` names figures, units or accounts; it never holds a child's identifier."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="activity")
    action = models.CharField(max_length=40, choices=Action.choices, db_index=True)
    about = models.CharField(max_length=400)
    # How many rows were shown or taken away; empty where that says nothing.
    rows = models.PositiveIntegerField(null=True, blank=True)
    page = models.CharField(max_length=200)

    objects = OnlyAdded.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.about}"

    def save(self, *arguments: Any, **named: Any) -> None:
        """Add the entry. Raises TypeError for one that is there already."""
        if not self._state.adding:
            raise TypeError("An entry of the activity log is never altered.")
        super().save(*arguments, **named)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("An entry of the activity log is never deleted.")
