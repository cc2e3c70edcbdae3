"""XmR on one series in plain loops: the twin that the columns must agree with."""

from __future__ import annotations

CLOSE = 1e-9


def sign(difference, scale):
    close = CLOSE * max(1.0, abs(scale))
    return (difference > close) - (difference < -close)


def chart(values, excluded=(), baseline=None, screen=False):
    """Mean, average moving range, limits and the rules of each month. `values` holds None for a missing month."""
    months = [m for m, value in enumerate(values) if value is not None]
    used = [m for m in months if m not in excluded]
    if baseline is not None:
        used = used[:baseline]
    mean = sum(values[m] for m in used) / len(used)
    if len({values[m] for m in used}) == 1:
        mean = values[used[0]]
    ranges = [abs(values[m] - values[m - 1]) for m in used if m - 1 in used]
    average = sum(ranges) / len(ranges)
    if screen:
        kept = [r for r in ranges if r < 3.267 * average]
        average = sum(kept) / len(kept) if kept else 0.0
    limits = {
        "lower": mean - 2.66 * average,
        "upper": mean + 2.66 * average,
        "near_lower": mean - 2.66 * 2 / 3 * average,
        "near_upper": mean + 2.66 * 2 / 3 * average,
    }
    rules = {m: set() for m in months}
    slopes = {}
    for stretch in stretches(months):
        judge(stretch, values, mean, limits, rules, slopes)
    return {"mean": mean, "average": average, **limits, "rules": rules, "slopes": slopes}


def stretches(months):
    """Months in order, cut where two or more are missing."""
    found = []
    for month in months:
        if found and month - found[-1][-1] <= 2:
            found[-1].append(month)
        else:
            found.append([month])
    return found


def judge(stretch, values, mean, limits, rules, slopes):
    sides = [sign(values[m] - mean, mean) for m in stretch]
    beyond = {m for m in stretch if sign(values[m] - limits["upper"], mean) > 0 or sign(values[m] - limits["lower"], mean) < 0}
    near = {
        m for m in stretch if sign(values[m] - limits["near_upper"], mean) > 0 or sign(values[m] - limits["near_lower"], mean) < 0
    }
    for m in beyond:
        rules[m].add("astronomical")
    for start in range(len(stretch) - 6):
        seven = stretch[start : start + 7]
        steps = {sign(values[b] - values[a], mean) for a, b in zip(seven, seven[1:], strict=False)}
        if steps in ({1}, {-1}):
            for m in seven:
                rules[m].add("trend")
                slopes[m] = next(iter(steps))
        if set(sides[start : start + 7]) in ({1}, {-1}):
            for m in seven:
                rules[m].add("shift")
    for start in range(len(stretch) - 2):
        three = stretch[start : start + 3]
        if set(sides[start : start + 3]) in ({1}, {-1}) and len(near & set(three)) >= 2:
            for m in near & set(three):
                rules[m].add("two_in_three")
