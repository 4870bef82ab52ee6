"""The promises of both sides in the API: read at any time, written while it is a draft."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

from agreements.api.agreements import Refusal, draft_or_conflict
from agreements.forms.drafts import ResponsibilityForm
from agreements.models import Cadence, Responsibility, Side
from agreements.selectors.agreements import visible_agreements
from agreements.services.responsibilities import (
    TooManyResponsibilities,
    add_responsibility,
    change_responsibility,
    remove_responsibility,
)
from config.api_errors import Conflict
from config.api_forms import FormSerializer, checked, page_of
from partnerships.services.audit import Actor


class ResponsibilitySerializer(serializers.Serializer[Responsibility]):
    """One promise of one side. `due_on` empty: worked out from the term."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField()
    detail = serializers.CharField()
    cadence = serializers.ChoiceField(choices=Cadence.choices)
    due_on = serializers.DateField(allow_null=True)
    hours_per_quarter = serializers.IntegerField(allow_null=True)


class ResponsibilityChange(FormSerializer):
    """What may change in a promise of a draft."""

    text = serializers.CharField(max_length=120)
    detail = serializers.CharField(max_length=240, required=False, allow_blank=True)
    cadence = serializers.ChoiceField(choices=Cadence.choices)
    due_on = serializers.DateField(required=False, allow_null=True)
    hours_per_quarter = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True
    )

    def make_form(self, data: dict[str, Any]) -> ResponsibilityForm:
        """The pages' form, filled with the promise's facts when there is one."""
        if isinstance(self.instance, Responsibility):
            return ResponsibilityForm.of(self.instance, data)
        agreement = self.context["agreement"]
        return ResponsibilityForm(data, starts_on=agreement.starts_on, ends_on=agreement.ends_on)


class ResponsibilityInput(ResponsibilityChange):
    """A promise and whose it is."""

    side = serializers.ChoiceField(choices=Side.choices)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The side, and what the form cleaned."""
        return {"side": attrs.pop("side"), "values": super().validate(attrs)}


class ResponsibilityList(generics.GenericAPIView[Responsibility]):
    """Both sides' promises of one agreement; adding one to a draft."""

    permissions_by_method: ClassVar = {"GET": "agreements.view", "POST": "agreements.write"}
    serializer_class = ResponsibilitySerializer

    @extend_schema(
        operation_id="responsibility_list", responses=ResponsibilitySerializer(many=True)
    )
    def get(self, request: Any, agreement_id: UUID) -> Response:
        """The promises, each side's in its order."""
        agreement = get_object_or_404(visible_agreements(request.membership), pk=agreement_id)
        return page_of(self, Responsibility.objects.filter(agreement=agreement))

    @extend_schema(
        operation_id="responsibility_add",
        request=ResponsibilityInput,
        responses={201: ResponsibilitySerializer, 409: Refusal},
    )
    def post(self, request: Any, agreement_id: UUID) -> Response:
        """A new promise; 409 once the agreement was sent, or when the side has too many."""
        agreement = draft_or_conflict(request, agreement_id)
        values = checked(ResponsibilityInput, request, agreement=agreement)
        try:
            made = add_responsibility(agreement, actor=Actor.of_request(request), **values)
        except TooManyResponsibilities as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(ResponsibilitySerializer(made).data, status=201)


class ResponsibilityDetail(generics.GenericAPIView[Responsibility]):
    """One promise of a draft."""

    permissions_by_method: ClassVar = {"PATCH": "agreements.write", "DELETE": "agreements.write"}
    serializer_class = ResponsibilitySerializer

    @extend_schema(
        operation_id="responsibility_change",
        request=ResponsibilityChange,
        responses={200: ResponsibilitySerializer, 409: Refusal},
    )
    def patch(self, request: Any, agreement_id: UUID, responsibility_id: UUID) -> Response:
        """Changes the facts that are given; 409 once the agreement was sent."""
        agreement = draft_or_conflict(request, agreement_id)
        promises = Responsibility.objects.filter(agreement=agreement)
        promise = get_object_or_404(promises, pk=responsibility_id)
        values = checked(ResponsibilityChange, request, promise)
        try:
            changed = change_responsibility(promise, values, actor=Actor.of_request(request))
        except Responsibility.DoesNotExist as error:
            raise Http404("No such promise.") from error
        return Response(ResponsibilitySerializer(changed).data)

    @extend_schema(operation_id="responsibility_remove", responses={204: None, 409: Refusal})
    def delete(self, request: Any, agreement_id: UUID, responsibility_id: UUID) -> Response:
        """Takes it out, once or again; 409 once the agreement was sent."""
        agreement = draft_or_conflict(request, agreement_id)
        try:
            remove_responsibility(agreement, responsibility_id, actor=Actor.of_request(request))
        except Responsibility.DoesNotExist as error:
            raise Http404("No such promise.") from error
        return Response(status=204)
