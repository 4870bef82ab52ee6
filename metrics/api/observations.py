"""Observations in the API: small counts are hidden here as everywhere."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.response import Response

import metrics.permissions  # noqa: F401  # declares what the views name
from config.api_errors import Conflict
from config.api_forms import MOST_CHOICES, FormSerializer, checked
from metrics.forms.indicators import typed
from metrics.forms.observations import CorrectionForm, FigureForm, ObservationForm
from metrics.models import Indicator, Observation, Period, Qualifier
from metrics.selectors.suppression import shown_figures
from metrics.services.observations import (
    AlreadyCorrected,
    AlreadyRecorded,
    correct_observation,
    record_observation,
)
from metrics.services.rollups import qualifier_of
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor


class ObservationSerializer(serializers.Serializer[Observation]):
    """A figure in force. `value` is null where so few people are counted that it is hidden."""

    id = serializers.UUIDField()
    indicator = serializers.CharField(source="indicator.code")
    period = serializers.CharField(source="period.label")
    period_kind = serializers.CharField(source="period.kind")
    breakdown_key = serializers.CharField()
    breakdown_value = serializers.CharField()
    value = serializers.SerializerMethodField(
        "shown_value", help_text="Dollars for money, 0 to 100 for percent."
    )
    hidden = serializers.SerializerMethodField()
    bound = serializers.SerializerMethodField(help_text="over or under, where it is a limit.")
    qualifier = serializers.SerializerMethodField(
        help_text="at_least also where not all of those expected have reported to a sum."
    )
    expected = serializers.IntegerField(allow_null=True, help_text="How many should report.")
    reporting = serializers.IntegerField(allow_null=True, help_text="How many did.")
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    as_of = serializers.DateField()

    def shown_value(self, row: Observation) -> str | None:
        """The figure as it may be shown, in the unit that people type."""
        value = self.context["figures"][row.pk].value
        return None if value is None else f"{typed(row.indicator.kind, value):f}"

    def get_hidden(self, row: Observation) -> bool:
        """Whether the figure is kept back."""
        return bool(self.context["figures"][row.pk].is_hidden)

    def get_bound(self, row: Observation) -> str:
        """Whether the value is a limit."""
        return str(self.context["figures"][row.pk].bound)

    @extend_schema_field(serializers.ChoiceField(choices=Qualifier.choices))
    def get_qualifier(self, row: Observation) -> str:
        """What the page says of the figure."""
        return qualifier_of(row.indicator, row.qualifier, row.reporting, row.expected)


class FigureInput(FormSerializer):
    """A figure, with everything needed to trust it."""

    value = serializers.DecimalField(max_digits=11, decimal_places=2, min_value=0)
    qualifier = serializers.ChoiceField(choices=Qualifier.choices, required=False)
    denominator = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    reporting = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    on_time = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    source = serializers.CharField(max_length=160)  # type: ignore[assignment]  # as above
    as_of = serializers.DateField()
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ObservationInput(FigureInput):
    """A new figure. Indicator by code, period by its label."""

    indicator = serializers.SlugField()
    period = serializers.CharField(max_length=40)
    breakdown_key = serializers.CharField(max_length=40, required=False, allow_blank=True)
    breakdown_value = serializers.CharField(max_length=80, required=False, allow_blank=True)

    def validate_indicator(self, code: str) -> Indicator:
        """Raises ValidationError for a code that the convener does not measure."""
        found: Indicator | None = Indicator.objects.filter(code=code).first()
        if found is None:
            raise serializers.ValidationError("No indicator has this code.")
        return found

    def validate_period(self, label: str) -> Period:
        """Raises ValidationError for a label that names no period, or several."""
        found = list(Period.objects.filter(label=label)[:2])
        if len(found) != 1:
            words = ["This label names no period, or more than one."]
            known = Period.objects.order_by("-ends_on").values_list("label", flat=True)
            labels = list(known[: MOST_CHOICES + 1])
            if 0 < len(labels) <= MOST_CHOICES:
                words.append(f"There is: {', '.join(labels)}.")
            raise serializers.ValidationError(words)
        return found[0]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the pages' form cleaned, with the indicator."""
        self.indicator = attrs.pop("indicator")
        return super().validate(attrs) | {"indicator": self.indicator}

    def make_form(self, data: dict[str, Any]) -> FigureForm:
        """The pages' form of this indicator."""
        return ObservationForm(self.indicator, data)


class CorrectionInput(FigureInput):
    """A figure in place of another, with the reason."""

    reason = serializers.CharField(max_length=200)

    def make_form(self, data: dict[str, Any]) -> FigureForm:
        """The pages' form of a correction."""
        return CorrectionForm(self.context["observation"], data)


class ObservationList(generics.GenericAPIView[Observation]):
    """A partnership's figures in force; entering one."""

    permissions_by_method: ClassVar = {"GET": "dashboard.view", "POST": "observations.write"}
    serializer_class = ObservationSerializer

    @extend_schema(operation_id="observation_list", responses=ObservationSerializer(many=True))
    def get(self, request: Any, slug: str) -> Response:
        """Figures by indicator, the newest period first."""
        rows = _in_force(partnership_or_404(request, slug))
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(_shown(request, rows, page or []))

    @extend_schema(
        operation_id="observation_record",
        request=ObservationInput,
        responses={201: ObservationSerializer},
    )
    def post(self, request: Any, slug: str) -> Response:
        """A new figure of one slice; a figure that is on record is corrected instead."""
        partnership = partnership_or_404(request, slug)
        values = checked(ObservationInput, request)
        try:
            made = record_observation(partnership, actor=Actor.of_request(request), **values)
        except AlreadyRecorded as error:
            raise Conflict(str(error)) from error
        return Response(_shown(request, _in_force(partnership), [made])[0], status=201)


class ObservationCorrection(generics.GenericAPIView[Observation]):
    """Correcting one figure."""

    permissions_by_method: ClassVar = {"POST": "observations.write"}
    serializer_class = ObservationSerializer

    @extend_schema(
        operation_id="observation_correct",
        request=CorrectionInput,
        responses={201: ObservationSerializer},
    )
    def post(self, request: Any, slug: str, observation_id: UUID) -> Response:
        """A figure in place of this one, which stays on record."""
        partnership = partnership_or_404(request, slug)
        found = Observation.objects.filter(partnership=partnership)
        old = get_object_or_404(found.select_related("indicator"), pk=observation_id)
        values = checked(CorrectionInput, request, observation=old)
        try:
            made = correct_observation(old, actor=Actor.of_request(request), **values)
        except AlreadyCorrected as error:
            raise Conflict("Somebody corrected this figure first.") from error
        return Response(_shown(request, _in_force(partnership), [made])[0], status=201)


def _in_force(partnership: Any) -> list[Observation]:
    """All of them: a part can only be protected together with its whole and the other parts."""
    found = Observation.objects.filter(partnership=partnership, superseded_at=None)
    return list(
        found.select_related("indicator", "period").order_by(
            "indicator__name", "-period__ends_on", "breakdown_key", "breakdown_value", "pk"
        )
    )


def _shown(request: Any, rows: list[Observation], page: Any) -> Any:
    figures = shown_figures(rows, request.convener.suppression_threshold)
    return ObservationSerializer(page, many=True, context={"figures": figures}).data
