"""Writing the activity log: the one place that does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sightline.web.core.models import Action, ActivityEntry

if TYPE_CHECKING:
    from sightline.web.accounts.models import User


def record_activity(*, by: User, at: datetime, action: Action, about: str, page: str, rows: int | None = None) -> ActivityEntry:
    """Write down what somebody did. It is part of the caller's transaction: no record, no deed."""
    return ActivityEntry.objects.create(by=by, at=at, action=action, about=about, page=page[:200], rows=rows)
