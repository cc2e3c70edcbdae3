"""The page that lists every deadline: when it is due, by which standard, and what meets it."""

from __future__ import annotations

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.deadlines import Deadline
from sightline.catalogue.models import GROUPS

INTRODUCTION = """# Deadlines

What `sightline due` watches. Each is a file in `definitions/deadlines`, which a council may overlay or add to as it does with
indicators. A deadline whose local table is absent is hidden, and named beneath the list.
"""


def deadlines_page(catalogue: Catalogue) -> str:
    """Every deadline by group, in the order of a child's journey."""
    parts = [INTRODUCTION]
    for group, title in GROUPS.items():
        deadlines = [deadline for deadline in catalogue.deadlines if deadline.group == group]
        if deadlines:
            parts += [f"## {title}", "", *(_section(deadline) for deadline in sorted(deadlines, key=lambda each: each.id))]
    return "\n".join(parts)


def _section(deadline: Deadline) -> str:
    kind = "Statutory" if deadline.is_statutory else "Local"
    lines = [
        f"### {deadline.name}",
        "",
        f"`{deadline.id}` · {kind} · watches `{deadline.cohort}`"
        + (f" where `{' '.join(deadline.where.split())}`" if deadline.where else ""),
        "",
        f"- Due: {_due(deadline)}",
        f"- Met when: {deadline.satisfied_by}",
        f"- Standard: {deadline.standard}",
    ]
    if deadline.other is not None:
        lines.append(f"- Beside it: {deadline.other.standard}")
    if deadline.needs:
        lines.append(f"- Needs: {', '.join(f'`{table}`' for table in deadline.needs)}")
    if deadline.moves:
        lines.append(f"- Moves: {', '.join(f'`{name}`' for name in deadline.moves)}")
    if deadline.proxy:
        lines.append(f"- Proxy: {deadline.proxy}")
    return "\n".join([*lines, ""])


def _due(deadline: Deadline) -> str:
    anchor = " ".join(deadline.anchor.split())
    if deadline.due_in is None:
        return f"`{' '.join(str(deadline.due_on).split())}`, counted from `{anchor}`"
    unit = deadline.due_in.unit.replace("_", " ")
    length = deadline.due_in.length
    said = str(length) if isinstance(length, int) else f"`{' '.join(length.split())}`"
    return f"{said} {unit} after `{anchor}`"
