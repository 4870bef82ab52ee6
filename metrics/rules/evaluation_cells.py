"""From answers to the ten cells, and what is hidden of them.

Nothing is shown from fewer than five answers: neither a share nor a median nor how many there
were. What is shown cannot be subtracted to find one person's answer, because there is nothing to
subtract from: results exist once, when a round has closed; there are no interim results, and no
filter by side, organization or role. Comments are cut loose from their scores and shuffled.
Ordinal answers: share of 4 and 5 and the median, never a mean.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from metrics.rules.evaluation_instrument import Instrument

#: Results from fewer answers are not shown.
MINIMUM = 5
AGREES_FROM = 4


def cell(answers: Iterable[int | None]) -> dict[str, Any]:
    """One cell of the ten: `n`, `agree` (answers of 4 or 5), `share` in percent, `median`.

    answers: 1 to 5; None is "does not apply", and counts nowhere. Under five answers every value
    is None.
    """
    valid = [answer for answer in answers if answer is not None]
    if len(valid) < MINIMUM:
        return {"n": None, "agree": None, "share": None, "median": None}
    agree = sum(answer >= AGREES_FROM for answer in valid)
    middle = float(median(valid))
    return {
        "n": len(valid),
        "agree": agree,
        "share": round(100 * agree / len(valid)),
        "median": middle,
    }


def results(
    instrument: Instrument, answers: Sequence[Mapping[str, Any]], invited: int
) -> dict[str, Any]:
    """The frozen results of a round.

    answers: one mapping a person, `scores` by item key and `comments` by text key. Returns
    `version`, `invited`, `answered`, `cells` (ten, in the instrument's order) and `comments`
    (texts by key, shuffled; empty under five answers).
    """
    cells = [
        {
            "category": item.category,
            "strand": item.strand,
            **cell([answer["scores"].get(item.key) for answer in answers]),
        }
        for item in instrument.items
    ]
    return {
        "version": instrument.version,
        "invited": invited,
        "answered": len(answers),
        "cells": cells,
        "comments": {key: _comments(key, answers) for key in instrument.texts},
    }


def _comments(key: str, answers: Sequence[Mapping[str, Any]]) -> list[str]:
    if len(answers) < MINIMUM:
        return []
    texts = [text for answer in answers if (text := answer["comments"].get(key, "").strip())]
    secrets.SystemRandom().shuffle(texts)
    return texts


def weakest(cells: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The shown cells with the smallest share; none when none is shown, or when all are equal."""
    shown = [found for found in cells if found["share"] is not None]
    shares = {found["share"] for found in shown}
    if len(shown) > 1 and len(shares) == 1:
        return []
    return [found for found in shown if found["share"] == min(shares)]
