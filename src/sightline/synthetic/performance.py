"""Good and bad teams, and what changed when.

Whether a duty is done in time is a lot drawn with a chance. The chance starts from the practice's usual level and is moved,
on the log-odds scale, by the team and the month: some teams are better than others, some improve, some get worse, a few
change overnight when a manager leaves. A few changes hit the whole authority: a backlog, a recovery, dentists that shut.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sightline.synthetic.days import FloatArray, IntArray, month_index
from sightline.synthetic.shape import Shape


class Practice(IntEnum):
    """Duties whose timeliness varies by team and month."""

    ASSESSMENT = 0
    CONFERENCE = 1
    CP_REVIEW = 2
    CP_VISIT = 3
    CIN_VISIT = 4
    CLA_VISIT = 5
    CLA_REVIEW = 6
    HEALTH = 7
    DENTAL = 8
    SUPERVISION = 9
    PLAN = 10
    DECISION = 11


# (practice, first and last month counted back from the last one, shift in log-odds): what the charts should find.
_STEPS = (
    (Practice.ASSESSMENT, 33, 21, -0.75),
    (Practice.ASSESSMENT, 9, 0, 0.45),
    (Practice.CONFERENCE, 14, 0, 0.55),
    (Practice.CP_VISIT, 7, 0, -0.60),
    (Practice.CLA_REVIEW, 26, 20, -0.90),
    (Practice.DENTAL, 72, 52, -1.60),
    (Practice.SUPERVISION, 18, 0, 0.70),
    (Practice.DECISION, 5, 3, -1.20),
)
# Steady change over the whole of the years shown, start to end.
_DRIFTS = ((Practice.HEALTH, 0.6), (Practice.CIN_VISIT, -0.5), (Practice.PLAN, 0.5), (Practice.CLA_VISIT, 0.3))
_TEAM_SPREAD = 0.60
_TEAM_DRIFT_A_YEAR = 0.15
_MONTH_NOISE = 0.12
_STEPPING_TEAMS = 0.15


@dataclass(frozen=True)
class Performance:
    """Log-odds to be added: a row a team and a column a month; and a row a practice and a column a month."""

    first_month: int
    teams: FloatArray
    practices: FloatArray

    def chance(
        self, practice: Practice, usual: float | FloatArray, team: IntArray, days: IntArray, strength: float = 1.0
    ) -> FloatArray:
        """The chance that a duty is done in time by a team on a day, where it usually is `usual`."""
        month = np.clip(month_index(days) - self.first_month, 0, self.teams.shape[1] - 1)
        moved = self.teams[team, month] * strength + self.practices[practice, month]
        odds = np.log(usual) - np.log1p(-np.asarray(usual)) + moved
        result: FloatArray = 1.0 / (1.0 + np.exp(-odds))
        return result


def draw_performance(shape: Shape, teams: int) -> Performance:
    """Lots for every team and month from the start of the warm-up to the last month."""
    rng = shape.stream("performance")
    first, last = (int(month_index(np.array([day]))[0]) for day in (shape.warm_day, shape.as_at_day))
    months = np.arange(first, last + 1)
    years = (months - last) / 12.0
    base = rng.normal(0.0, _TEAM_SPREAD, (teams, 1))
    drift = rng.normal(0.0, _TEAM_DRIFT_A_YEAR, (teams, 1)) * (years[None, :] + 3.0)
    moved = base + drift + rng.normal(0.0, _MONTH_NOISE, (teams, len(months)))
    stepping = rng.random(teams) < _STEPPING_TEAMS
    step_month = rng.integers(len(months) // 2, max(len(months) - 4, len(months) // 2 + 1), teams)
    step = rng.choice([-1.1, 0.9], teams) * stepping
    moved += step[:, None] * (np.arange(len(months))[None, :] >= step_month[:, None])
    return Performance(first, moved, _authority_wide(rng, len(months), shape.years))


def _authority_wide(rng: np.random.Generator, months: int, years: int) -> FloatArray:
    effect = np.zeros((len(Practice), months))
    back = months - 1 - np.arange(months)
    for practice, start, end, size in _STEPS:
        effect[practice] += np.where((back <= start) & (back >= end), size, 0.0)
    for practice, size in _DRIFTS:
        effect[practice] += size * (0.5 - np.minimum(back / (12.0 * years), 1.0))
    return effect + rng.normal(0.0, 0.06, effect.shape)
