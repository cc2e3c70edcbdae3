"""Rounding many figures at once, exactly as `vocabulary.numbers.round_half_away` rounds one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sightline.vocabulary.numbers import round_half_away

# How near to a half a scaled figure must be before binary fractions could round it the other way.
NEAR_A_HALF = 1e-6


def round_columns(values: NDArray[np.float64], decimals: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Figures as displayed. `values` is (series, months), `decimals` one number or one a series; NaN stays NaN.

    Nearly every figure is decided by plain arithmetic. The few that lie on a half are handed to the exact rule, because
    2.675 in binary is a little less than it says and people round it up.
    """
    places = np.broadcast_to(np.reshape(np.asarray(decimals), (-1, 1)) if np.ndim(decimals) else decimals, values.shape)
    step = np.power(10.0, places)
    scaled = np.abs(values) * step
    whole = np.floor(scaled + 0.5)
    rounded = np.copysign(whole / step, values)
    doubtful = np.abs(scaled - np.floor(scaled) - 0.5) < NEAR_A_HALF
    for index in zip(*np.nonzero(doubtful), strict=True):
        rounded[index] = round_half_away(float(values[index]), int(places[index]))
    # -0.0 would print as a minus nought.
    shown: NDArray[np.float64] = rounded + 0.0
    return shown
