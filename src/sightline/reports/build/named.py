"""An indicator in a window, as a report names and numbers it."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.catalogue.models import Indicator
from sightline.vocabulary.periods import Window


@dataclass(frozen=True)
class NamedLine:
    """An indicator in a window, as a report names it."""

    indicator: Indicator
    window: Window
    name: str
    number: str = ""

    @property
    def title(self) -> str:
        """Its name after its number."""
        return f"{self.number} {self.name}".strip()

    @property
    def key(self) -> str:
        """Indicator and window as one name, for columns, tables and charts."""
        return f"{self.indicator.id}-{self.window.value}".replace("_", "-")
