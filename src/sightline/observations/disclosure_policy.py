"""Which numbers an audience is not shown: read from definitions/disclosure/audiences.yaml, the authority's own laid over it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sightline.errors import DefinitionError
from sightline.observations.disclosure import Band
from sightline.vocabulary.audience import Audience

WHERE = Path("disclosure") / "audiences.yaml"


class AudiencePolicy(BaseModel):
    """What one audience is not shown. Without `hide_from` and `hide_to` nothing is hidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hide_from: int | None = Field(default=None, ge=1)
    hide_to: int | None = Field(default=None, ge=1)
    round_counts_to: int = Field(default=1, ge=1)
    percent_decimals: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_a_band(self) -> Self:
        if (self.hide_from is None) != (self.hide_to is None):
            raise ValueError("hide_from and hide_to go together")
        if self.hide_from is not None and self.hide_to is not None and self.hide_from > self.hide_to:
            raise ValueError("hide_from is not above hide_to")
        return self

    @property
    def band(self) -> Band | None:
        """The counts that are hidden; None where none are."""
        return None if self.hide_from is None or self.hide_to is None else Band(self.hide_from, self.hide_to)

    @property
    def rounds(self) -> bool:
        return self.round_counts_to > 1 or self.percent_decimals is not None


class DisclosurePolicy(BaseModel):
    """The policy of every audience, and the mark that stands for a hidden figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mark: str = Field(default="[c]", min_length=1)
    audiences: dict[Audience, AudiencePolicy]

    def of(self, audience: Audience) -> AudiencePolicy:
        """What an audience is not shown; an audience that nobody names is shown as little as the public."""
        return self.audiences.get(audience) or self.audiences[Audience.PUBLIC]


def disclosure_policy(definitions: Path | None = None) -> DisclosurePolicy:
    """The policy in force: the shipped one, or the file that a folder of local definitions has in its place.

    Raises DefinitionError with what is wrong in it.
    """
    local = definitions / WHERE if definitions is not None else None
    if local is not None and local.exists():
        return _read(local.read_text("utf-8"), str(local))
    return _read((files("sightline") / "definitions" / WHERE.as_posix()).read_text("utf-8"), WHERE.as_posix())


def _read(text: str, where: str) -> DisclosurePolicy:
    try:
        policy = DisclosurePolicy.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as problem:
        raise DefinitionError(f"{where} is not YAML: {problem}") from problem
    except ValidationError as problem:
        listed = "\n".join(f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise DefinitionError(f"{where} cannot be used:\n{listed}") from problem
    if Audience.PUBLIC not in policy.audiences:
        raise DefinitionError(f"{where} names no audience 'public': what the public is shown has to be said.")
    return policy
