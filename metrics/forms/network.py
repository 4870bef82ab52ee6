"""Filters of the network page; they live in the address, and nonsense there filters nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from config.forms import PlainForm
from metrics.selectors.network import OLD_AFTER, Line, Network

SHOW = (
    ("", "All regions"),
    ("incomplete", "Incomplete only"),
    ("old", f"Older than {OLD_AFTER} days"),
)


class NetworkFilter(PlainForm):
    """Which measure, which period, which regions."""

    measure = forms.ChoiceField(label="Measure", required=False)
    period = forms.ChoiceField(label="Period", required=False)
    show = forms.ChoiceField(label="Regions", required=False, choices=SHOW)

    def __init__(self, data: Any, network: Network) -> None:
        chosen = {"measure": network.measure, "period": network.period}
        super().__init__({**chosen, "show": data.get("show", "")})
        fields: Any = self.fields
        fields["measure"].choices = network.measures
        fields["period"].choices = [(label, label) for label in network.periods]

    def apply(self, lines: Sequence[Line]) -> list[Line]:
        """The regions that match."""
        show = self.data["show"]
        if show == "incomplete":
            return [line for line in lines if line.is_incomplete]
        if show == "old":
            return [line for line in lines if line.is_old]
        return list(lines)
