"""What must hold between figures, as data: read from definitions/consistency/relations.yaml, checked by consistency.py."""

from __future__ import annotations

from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sightline.errors import DefinitionError


class _Relation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StockAndFlow(_Relation):
    """A stock, and what is added to it and taken from it each month.

    `supplied_only`: it must hold in a council's own report, but the definitions here count the three differently.
    """

    stock: str
    joined: str
    left: str
    supplied_only: bool = False


class WholeAndParts(_Relation):
    """Indicators whose counts, or numerators, add up to that of another."""

    whole: str
    parts: tuple[str, ...]


class GroupsAddUp(_Relation):
    """A breakdown whose groups add up to the whole."""

    whole: str
    groups_of: str
    breakdown: str


class Population(_Relation):
    """An indicator whose denominator is, or lies within, what another counts."""

    indicator: str
    population: str


class CountAndRate(_Relation):
    """A count and the rate that is made from it."""

    count: str
    rate: str


class OnePopulation(_Relation):
    """The rates that share a population, `per` so many persons."""

    per: int = 10_000
    pairs: tuple[CountAndRate, ...] = ()


class Ratio(_Relation):
    """A percentage of two printed counts."""

    percentage: str
    numerator: str
    denominator: str


class PercentageOf(_Relation):
    """A percentage of a printed count, whose numerator is not printed but must be whole."""

    percentage: str
    of: str


class AverageOf(_Relation):
    """An average over the year to date, and the events it is taken over."""

    average: str
    events: str


class Relations(_Relation):
    """Everything that must hold."""

    stock_and_flow: tuple[StockAndFlow, ...] = ()
    whole_and_parts: tuple[WholeAndParts, ...] = ()
    groups_add_up: tuple[GroupsAddUp, ...] = ()
    denominator_is: tuple[Population, ...] = ()
    denominator_within: tuple[Population, ...] = ()
    one_population: OnePopulation = Field(default_factory=OnePopulation)
    ratio: tuple[Ratio, ...] = ()
    percentage_of: tuple[PercentageOf, ...] = ()
    average_of: tuple[AverageOf, ...] = ()
    whole_numbers: tuple[str, ...] = ()

    def of_calculated(self) -> Relations:
        """What must hold between figures that were calculated here."""
        kept = tuple(relation for relation in self.stock_and_flow if not relation.supplied_only)
        return self.model_copy(update={"stock_and_flow": kept})


def read_relations(text: str, where: str) -> Relations:
    """Relations from YAML text. Raises DefinitionError with each thing wrong."""
    try:
        return Relations.model_validate(yaml.safe_load(text) or {})
    except yaml.YAMLError as problem:
        raise DefinitionError(f"{where} is not YAML: {problem}") from problem
    except ValidationError as problem:
        listed = "\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise DefinitionError(f"{where} cannot be used:\n{listed}") from problem


def shipped_relations() -> Relations:
    """The relations between the indicators that ship with Sightline."""
    path = files("sightline.definitions").joinpath("consistency/relations.yaml")
    return read_relations(path.read_text(encoding="utf-8"), "relations.yaml")
