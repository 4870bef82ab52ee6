"""Figures in words, the same on the page, in the CSV, in the PDF and beside a chart's points."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.contrib.humanize.templatetags.humanize import intcomma

from metrics.models import IndicatorKind
from metrics.selectors.suppression import Figure

QUALIFIER_WORDS = {"exact": "", "at_least": "at least", "estimate": "about"}
HIDDEN = "hidden"


def number_text(kind: str, value: Decimal) -> str:
    """A bare number: "1,640", "63%", "$202,250"; money comes in cents."""
    if kind == IndicatorKind.MONEY:
        dollars = value / 100
        whole = dollars == dollars.to_integral_value()
        return f"${dollars:,.0f}" if whole else f"${dollars:,.2f}"
    if kind == IndicatorKind.PERCENT:
        return f"{value.quantize(Decimal(1), ROUND_HALF_UP)}%"
    whole_value = value == value.to_integral_value()
    return intcomma(int(value)) if whole_value else f"{value.normalize():,f}"


def figure_text(figure: Figure) -> str:
    """A figure with its qualifier, which travels with it: "at least 1,640"; or "hidden"."""
    if figure.value is None:
        return HIDDEN
    words = [
        QUALIFIER_WORDS[figure.qualifier],
        figure.bound,
        number_text(figure.kind, figure.value),
    ]
    return " ".join(word for word in words if word)


def hidden_rule(threshold: int) -> str:
    """What is hidden, for the note under a table."""
    return f"Counts of {threshold - 1} or fewer people are hidden, and never turned into a share."
