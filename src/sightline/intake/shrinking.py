"""Whether an extract is suspiciously smaller than the one before: most likely half an export, not half the children."""

from __future__ import annotations

from sightline.errors import InputError
from sightline.intake.extract import Extract
from sightline.intake.load import Load

# Of all rows, or of one table that was large enough to be sure, at least a tenth must still be there.
LEAST_SHARE = 0.1
SURE_FROM = 1000


def check_not_shrunk(extract: Extract, last: Load | None) -> None:
    """Raise InputError where the extract has at most a tenth of the last load's rows, in all or in a large table."""
    if last is None:
        return
    before = last.rows
    now = {name: extract.count(name) for name in before}
    shrunk = [name for name, rows in before.items() if rows >= SURE_FROM and now[name] <= LEAST_SHARE * rows]
    total_before, total_now = sum(before.values()), sum(now.values())
    if total_now <= LEAST_SHARE * total_before and total_before > 0:
        what = f"it has {total_now:,} rows, the load of {last.as_at} had {total_before:,}"
    elif shrunk:
        what = "; ".join(f"{name} has {now[name]:,} rows and had {before[name]:,}" for name in shrunk)
    else:
        return
    raise InputError(
        f"The extract is at least nine tenths smaller than the last: {what}. If that is right, load it with --accept-shrink."
    )
