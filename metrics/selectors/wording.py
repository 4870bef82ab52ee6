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


def plain_number(kind: str, value: Decimal | None) -> str:
    """A number for a spreadsheet to reckon with, in the unit people type: "1640", "202250.5"."""
    if value is None:
        return ""
    amount = value / 100 if kind == IndicatorKind.MONEY else value
    whole = amount == amount.to_integral_value()
    return str(int(amount)) if whole else f"{amount.normalize():f}"


def qualifier_text(figure: Figure) -> str:
    """What has to be said of the number: "exact", "at least", "about", "over", or "hidden"."""
    if figure.value is None:
        return HIDDEN
    words = " ".join(word for word in (QUALIFIER_WORDS[figure.qualifier], figure.bound) if word)
    return words or figure.qualifier


def hidden_rule(threshold: int) -> str:
    """What is hidden, for the note under a table."""
    return f"Counts of {threshold - 1} or fewer people are hidden, and never turned into a share."
