"""What a reader may see of child-level rows. The command line passes everything; the web builds it from a sign-in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """The teams, services and workers whose children a reader may see; `everything` for those who may see all.

    An empty scope sees nothing: access is denied by default. `hidden` are the children whose records are restricted to
    others: they are left out even for a reader of everything.
    """

    everything: bool = False
    teams: frozenset[str] = field(default_factory=frozenset)
    services: frozenset[str] = field(default_factory=frozenset)
    workers: frozenset[str] = field(default_factory=frozenset)
    hidden: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def sees_nobody(self) -> bool:
        """Whether there is nobody whom the reader may see."""
        return not (self.everything or self.teams or self.services or self.workers)

    @classmethod
    def of_all(cls) -> Scope:
        """Whoever runs the command line on the council's own machine sees every row."""
        return cls(everything=True)
