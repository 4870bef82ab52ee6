"""Indicators in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

import metrics.permissions  # noqa: F401  # declares what the views name
from config.api_forms import FormSerializer, checked, page_of
from metrics.forms.indicators import IndicatorForm
from metrics.models import Course, Direction, Indicator, IndicatorKind, Measure
from metrics.services.indicators import change_indicator, create_indicator
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock


class IndicatorSerializer(serializers.Serializer[Indicator]):
    """Something that is measured."""

    code = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    definition = serializers.CharField(max_length=400)
    unit = serializers.CharField(max_length=40, help_text="In the plural, such as students.")
    reporters = serializers.CharField(max_length=40, help_text="In the plural, such as districts.")
    kind = serializers.ChoiceField(choices=IndicatorKind.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    course = serializers.ChoiceField(choices=Course.choices)
    measure = serializers.ChoiceField(choices=Measure.choices)


class IndicatorInput(FormSerializer, IndicatorSerializer):
    """What is written."""

    direction = serializers.ChoiceField(choices=Direction.choices, required=False)
    course = serializers.ChoiceField(choices=Course.choices, required=False)
    measure = serializers.ChoiceField(choices=Measure.choices, required=False)

    def form_values(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A measure that is not one of the five is the convener's own."""
        return attrs if self.instance else {"measure": Measure.OWN.value} | attrs

    def make_form(self, data: dict[str, Any]) -> IndicatorForm:
        """The pages' form."""
        indicator = self.instance if isinstance(self.instance, Indicator) else None
        return IndicatorForm(data, indicator=indicator)


class IndicatorChange(IndicatorInput):
    """What may be changed: code and kind stay, figures depend on them."""

    code = None  # type: ignore[assignment]  # how the library leaves a field out
    kind = None  # type: ignore[assignment]  # as above


class IndicatorList(generics.GenericAPIView[Indicator]):
    """What the convener measures; adding to it."""

    permissions_by_method: ClassVar = {"GET": "indicators.view", "POST": "indicators.manage"}
    serializer_class = IndicatorSerializer

    @extend_schema(operation_id="indicator_list", responses=IndicatorSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Indicators by name."""
        return page_of(self, Indicator.objects.order_by("name", "pk"))

    @extend_schema(
        operation_id="indicator_create",
        request=IndicatorInput,
        responses={201: IndicatorSerializer},
    )
    def post(self, request: Any) -> Response:
        """A new indicator."""
        values = checked(IndicatorInput, request)
        made = create_indicator(actor=Actor.of_request(request), **values)
        return Response(IndicatorSerializer(made).data, status=201)


class IndicatorDetail(generics.GenericAPIView[Indicator]):
    """One indicator."""

    permissions_by_method: ClassVar = {"GET": "indicators.view", "PATCH": "indicators.manage"}
    serializer_class = IndicatorSerializer

    @extend_schema(operation_id="indicator_read", responses=IndicatorSerializer)
    def get(self, request: Any, code: str) -> Response:
        """Its definition."""
        indicator = get_object_or_404(Indicator.objects.all(), code=code)
        return Response(IndicatorSerializer(indicator).data)

    @extend_schema(
        operation_id="indicator_change", request=IndicatorChange, responses=IndicatorSerializer
    )
    def patch(self, request: Any, code: str) -> Response:
        """Changes the words that are given."""
        indicator = lock(get_object_or_404(Indicator.objects.all(), code=code))
        values = checked(IndicatorChange, request, indicator)
        changed = change_indicator(indicator, actor=Actor.of_request(request), **values)
        return Response(IndicatorSerializer(changed).data)
