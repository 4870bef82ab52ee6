"""Partnerships in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

import partnerships.permissions  # noqa: F401  # declares what the views name
from config.api_forms import FormSerializer, checked, page_of
from partnerships.forms.partnerships import PartnershipForm
from partnerships.models import ConvenerKind, Level, Membership, Partnership, Phase
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.partnerships import change_partnership, create_partnership
from partnerships.services.transitions import lock


class PartnershipSerializer(serializers.Serializer[Partnership]):
    """A partnership as everybody who may see it reads it."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    region = serializers.CharField(source="region.name")
    pathway = serializers.CharField()
    level = serializers.ChoiceField(choices=Level.choices)
    phase = serializers.ChoiceField(choices=Phase.choices)
    lead_entity = serializers.CharField()
    lead_kind = serializers.ChoiceField(choices=ConvenerKind.choices, allow_blank=True)
    leader = serializers.UUIDField(source="leader_id", help_text="A membership's id.")
    leader_name = serializers.CharField(source="leader.name")
    is_sample = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class PartnershipInput(FormSerializer):
    """What is written. `leader` is a membership's id; nobody named means whoever asks."""

    name = serializers.CharField(max_length=120)
    region = serializers.CharField(max_length=120, help_text="A new name makes a new region.")
    pathway = serializers.CharField(max_length=120)
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    lead_entity = serializers.CharField(max_length=160, required=False)
    lead_kind = serializers.ChoiceField(
        choices=ConvenerKind.choices, required=False, allow_blank=True
    )
    leader = serializers.UUIDField(required=False)

    def form_values(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The form calls the region's name `region_name`."""
        values = dict(attrs)
        if "region" in values:
            values["region_name"] = values.pop("region")
        return values

    def make_form(self, data: dict[str, Any]) -> PartnershipForm:
        """The pages' form, filled with the partnership's facts or with whoever asks."""
        if isinstance(self.instance, Partnership):
            return PartnershipForm.of(self.instance, data)
        member: Membership = self.context["request"].membership
        initial = {
            "lead_entity": member.convener.name,
            "lead_kind": member.convener.kind,
            "leader": member.pk,
            "level": "regional",
        }
        return PartnershipForm(data, initial=initial)


class PartnershipList(generics.GenericAPIView[Partnership]):
    """All partnerships that the member may see; making one."""

    permissions_by_method: ClassVar = {"GET": "partnerships.view", "POST": "partnerships.create"}
    serializer_class = PartnershipSerializer

    @extend_schema(operation_id="partnership_list", responses=PartnershipSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Partnerships by name."""
        found = visible_partnerships(request.membership).select_related("region", "leader")
        return page_of(self, found.order_by("name", "pk"))

    @extend_schema(
        operation_id="partnership_create",
        request=PartnershipInput,
        responses={201: PartnershipSerializer},
    )
    def post(self, request: Any) -> Response:
        """A new partnership in its planning phase."""
        values = checked(PartnershipInput, request)
        made = create_partnership(actor=Actor.of_request(request), **values)
        return Response(PartnershipSerializer(made).data, status=201)


class PartnershipDetail(generics.GenericAPIView[Partnership]):
    """One partnership."""

    permissions_by_method: ClassVar = {"GET": "partnerships.view", "PATCH": "partnerships.change"}
    serializer_class = PartnershipSerializer

    @extend_schema(operation_id="partnership_read", responses=PartnershipSerializer)
    def get(self, request: Any, slug: str) -> Response:
        """Its facts."""
        return Response(PartnershipSerializer(partnership_or_404(request, slug)).data)

    @extend_schema(
        operation_id="partnership_change",
        request=PartnershipInput,
        responses=PartnershipSerializer,
    )
    def patch(self, request: Any, slug: str) -> Response:
        """Changes the facts that are given."""
        partnership = lock(partnership_or_404(request, slug))
        values = checked(PartnershipInput, request, partnership)
        changed = change_partnership(partnership, actor=Actor.of_request(request), **values)
        return Response(PartnershipSerializer(changed).data)
