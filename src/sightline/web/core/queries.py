"""Reading the activity log, and what the store says of itself."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from sightline.web.core.models import ActivityEntry


def find_activity(
    *, by: int | None = None, action: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[ActivityEntry]:
    """Entries, the latest first, of one person, kind or span of days where they are given."""
    entries = ActivityEntry.objects.select_related("by")
    if by is not None:
        entries = entries.filter(by_id=by)
    if action:
        entries = entries.filter(action=action)
    if since is not None:
        entries = entries.filter(at__date__gte=since)
    if until is not None:
        entries = entries.filter(at__date__lte=until)
    return entries
