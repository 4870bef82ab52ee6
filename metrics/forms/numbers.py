"""Numbers as people write them and as the product prints them: 1,240, $202,250, 63%."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from metrics.models import IndicatorKind

#: Thousands set apart as they are in print; anything else with a comma is no number.
GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


def without_signs(text: str, kind: str = "") -> str:
    """The bare number of what was typed: a leading $ goes from money, a trailing % from percent,
    the commas of whole thousands from all. What is written another way stays as it is.
    """
    bare = text.strip()
    if kind == IndicatorKind.MONEY:
        bare = bare.removeprefix("$").lstrip()
    if kind == IndicatorKind.PERCENT:
        bare = bare.removesuffix("%").rstrip()
    return bare.replace(",", "") if GROUPED.fullmatch(bare) else bare


class AmountField(forms.DecimalField):
    """A figure of one kind of measure; `kind` is one of IndicatorKind."""

    def __init__(self, *, kind: str, **options: Any) -> None:
        super().__init__(**options)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        """The number. Raises ValidationError for what is none."""
        return super().to_python(
            without_signs(value, self.kind) if isinstance(value, str) else value
        )


class CountField(forms.IntegerField):
    """A whole number of people or reporters."""

    def to_python(self, value: Any) -> int | None:
        """The number. Raises ValidationError for what is none."""
        return super().to_python(without_signs(value) if isinstance(value, str) else value)
