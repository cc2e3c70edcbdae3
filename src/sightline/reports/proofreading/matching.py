"""Which indicator a sentence speaks of: the one whose name shares the most telling words with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from sightline.reports.proofreading.block import Block, Measure
from sightline.reports.proofreading.sentences import Sentence
from sightline.reports.proofreading.words import known_words

# How far the best must be ahead of the next for there to be no doubt.
AHEAD = 1.2
Fits = Callable[[Measure], bool]


def anything(_: Measure) -> bool:
    return True


@dataclass(frozen=True)
class Match:
    """An indicator that a text may speak of. `sure` where no other comes near; `firm` where enough of its name is said.

    `text` is where it was found; `is_here` is false where that took in the sentence before.
    """

    measure: Measure
    sure: bool
    firm: bool
    text: str
    is_here: bool = True


@dataclass(frozen=True)
class Matcher:
    """Finds the indicators of one block in words."""

    block: Block

    @cached_property
    def _known(self) -> list[tuple[Measure, frozenset[str]]]:
        return [(measure, known_words().keywords(measure.name)) for measure in self.block.measures]

    @cached_property
    def _held_by(self) -> Counter[str]:
        return Counter(word for _, words in self._known for word in words)

    def keywords(self, measure: Measure) -> frozenset[str]:
        """The words by which an indicator of the block is known."""
        return next((words for each, words in self._known if each is measure), frozenset())

    def best(self, text: str, fits: Fits = anything) -> Match | None:
        """The indicator that a text speaks of, among those that fit; None where it names none of them."""
        said = known_words().keywords(text)
        scored = [(self._score(said & words, words), m, said & words) for m, words in self._known if said & words and fits(m)]
        if not scored:
            return None
        scored.sort(key=lambda each: -each[0])
        score, measure, shared = scored[0]
        alone = len(self.block.measures) == 1
        ahead = len(scored) == 1 or score >= AHEAD * scored[1][0]
        firm = alone or len(shared) > 1 or 2 * len(shared) >= len(self.keywords(measure))
        telling = firm or any(self._held_by[word] == 1 for word in shared)
        return Match(measure, ahead and telling, ahead and firm, text)

    def names_more(self, text: str, measure: Measure) -> bool:
        """Whether a text has words that mark other indicators of the block and not this one."""
        return any(self._held_by[word] for word in known_words().keywords(text) - self.keywords(measure))

    def near(self, text: str, share: float = 1 / AHEAD) -> list[Measure]:
        """Every indicator that shares about as many telling words with a text as the best one does, or so large a share."""
        said = known_words().keywords(text)
        weighed = [(self._weight(said & words), measure) for measure, words in self._known if said & words]
        most = max((weight for weight, _ in weighed), default=0.0)
        return [measure for weight, measure in weighed if weight >= share * most]

    def at(self, sentence: Sentence, place: int, fits: Fits = anything, before: str = "") -> Match | None:
        """The indicator spoken of at a place: by the words given, its clause, the sentence, or the one before it too."""
        found: Match | None = None
        for text in (before, sentence.clause_at(place), sentence.text):
            match = self.best(text, fits) if text else None
            if match is not None and match.sure:
                return match
            found = found or match
        if sentence.before is not None:
            match = self.best(sentence.context, fits)
            if match is not None and (match.sure or found is None):
                return replace(match, is_here=False)
        return found

    @property
    def only(self) -> Measure | None:
        """The one indicator of the block, where it holds one: then every sentence is about it."""
        return self.block.measures[0] if len(self.block.measures) == 1 else None

    def _score(self, shared: frozenset[str], words: frozenset[str]) -> float:
        return self._weight(shared) * (0.5 + 0.5 * len(shared) / len(words))

    def _weight(self, shared: frozenset[str]) -> float:
        return sum(log(1 + len(self._known) / self._held_by[word]) for word in shared)
