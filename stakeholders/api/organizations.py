"""Organizations in the API."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

import stakeholders.permissions  # noqa: F401  # declares what the views name
from config.api_forms import FormSerializer, checked, page_of
from partnerships.postal_states import STATES
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock
from stakeholders.forms.organizations import OrganizationForm
from stakeholders.models import NAICS_SECTORS, Organization, Sector
from stakeholders.selectors.organizations import visible_organizations
from stakeholders.services.organizations import change_organization, create_organization


class OrganizationSerializer(serializers.Serializer[Organization]):
    """An organization of the directory. The people in it stay out of the API."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    sector = serializers.ChoiceField(choices=Sector.choices)
    naics_sector = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    website = serializers.CharField()
    stated_goal = serializers.CharField()
    created_at = serializers.DateTimeField()


class OrganizationInput(FormSerializer):
    """What is written."""

    name = serializers.CharField(max_length=160)
    sector = serializers.ChoiceField(choices=Sector.choices)
    naics_sector = serializers.ChoiceField(choices=NAICS_SECTORS, required=False, allow_blank=True)
    city = serializers.CharField(max_length=80, required=False, allow_blank=True)
    state = serializers.ChoiceField(
        choices=[(code, code) for code in STATES], required=False, allow_blank=True
    )
    website = serializers.CharField(max_length=200, required=False, allow_blank=True)
    stated_goal = serializers.CharField(max_length=1000, required=False, allow_blank=True)

    def make_form(self, data: dict[str, Any]) -> OrganizationForm:
        """The pages' form, filled with the organization's facts when there is one."""
        if isinstance(self.instance, Organization):
            return OrganizationForm.of(self.instance, data)
        return OrganizationForm(data)


class OrganizationList(generics.GenericAPIView[Organization]):
    """The directory; adding to it."""

    permissions_by_method: ClassVar = {"GET": "organizations.view", "POST": "organizations.write"}
    serializer_class = OrganizationSerializer

    @extend_schema(operation_id="organization_list", responses=OrganizationSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Organizations by name."""
        return page_of(self, visible_organizations(request.membership))

    @extend_schema(
        operation_id="organization_create",
        request=OrganizationInput,
        responses={201: OrganizationSerializer},
    )
    def post(self, request: Any) -> Response:
        """A new organization."""
        values = checked(OrganizationInput, request)
        made = create_organization(actor=Actor.of_request(request), **values)
        return Response(OrganizationSerializer(made).data, status=201)


class OrganizationDetail(generics.GenericAPIView[Organization]):
    """One organization."""

    permissions_by_method: ClassVar = {"GET": "organizations.view", "PATCH": "organizations.write"}
    serializer_class = OrganizationSerializer

    @extend_schema(operation_id="organization_read", responses=OrganizationSerializer)
    def get(self, request: Any, organization_id: UUID) -> Response:
        """Its facts."""
        return Response(OrganizationSerializer(_organization(request, organization_id)).data)

    @extend_schema(
        operation_id="organization_change",
        request=OrganizationInput,
        responses=OrganizationSerializer,
    )
    def patch(self, request: Any, organization_id: UUID) -> Response:
        """Changes the facts that are given."""
        organization = lock(_organization(request, organization_id))
        values = checked(OrganizationInput, request, organization)
        changed = change_organization(organization, actor=Actor.of_request(request), **values)
        return Response(OrganizationSerializer(changed).data)


def _organization(request: Any, organization_id: UUID) -> Organization:
    return get_object_or_404(visible_organizations(request.membership), pk=organization_id)
