"""Agreements in the API: reading them, writing drafts. Sending and signing are people's acts."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

import agreements.permissions  # noqa: F401  # declares what the views name
from agreements.forms.drafts import AgreementForm, StartForm
from agreements.models import Agreement, AgreementKind, AgreementState
from agreements.selectors.agreements import visible_agreements, with_waiting
from agreements.services.drafts import change_draft, create_draft
from agreements.services.templates import available_templates
from config.api_errors import Conflict
from config.api_forms import FormSerializer, checked, errors_of, page_of
from partnerships.selectors.memberships import visible_partnerships
from partnerships.services.audit import Actor
from partnerships.services.transitions import lock

FROZEN = "Nothing changed: this agreement was sent, and what was sent is frozen."


class Refusal(serializers.Serializer[Any]):
    """Why nothing changed, in a sentence."""

    detail = serializers.CharField()


class SignerSerializer(serializers.Serializer[Any]):
    """A person who signs, without the address: links are sent, never shown."""

    side = serializers.CharField()
    name = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class AgreementSerializer(serializers.Serializer[Agreement]):
    """An agreement: with whom, for how long, and how far it is."""

    id = serializers.UUIDField()
    partnership = serializers.SlugField(source="partnership.slug")
    organization = serializers.UUIDField(source="organization_id")
    organization_name = serializers.CharField(source="organization.name")
    kind = serializers.ChoiceField(choices=AgreementKind.choices)
    title = serializers.CharField()
    is_binding = serializers.BooleanField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    state = serializers.ChoiceField(choices=AgreementState.choices)
    sign_by = serializers.DateField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    content_sha256 = serializers.CharField()
    sealed_sha256 = serializers.CharField()
    signers = SignerSerializer(source="standing_signers", many=True)


class AgreementChange(FormSerializer):
    """What may still change in a draft. `signatory` is the id of a membership that may sign."""

    title = serializers.CharField(max_length=140)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    signer_name = serializers.CharField(max_length=120)
    signer_title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    signer_email = serializers.EmailField()
    second_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    second_title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    second_email = serializers.EmailField(required=False, allow_blank=True)
    signatory = serializers.UUIDField()

    def make_form(self, data: dict[str, Any]) -> AgreementForm:
        """The pages' form of a draft, filled with the draft's facts when there is one."""
        if isinstance(self.instance, Agreement):
            return AgreementForm.of(self.instance, data)
        return AgreementForm(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The draft as it is to be, from the facts given and its own."""
        assert isinstance(self.instance, Agreement)
        return {"values": self.cleaned_form(attrs).as_input(self.instance.organization)}


class AgreementInput(AgreementChange):
    """A draft: with whom, from which text, and the rest."""

    partnership = serializers.SlugField()
    organization = serializers.UUIDField()
    template = serializers.CharField(
        max_length=60, help_text="A starting text, such as memorandum."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both steps of the pages: with whom from which text, then the draft itself."""
        start = StartForm(
            {"organization": str(attrs["organization"]), "template": attrs["template"]},
            available_templates(),
        )
        if not start.is_valid():
            raise serializers.ValidationError(errors_of(start))
        return {
            "partnership": attrs["partnership"],
            "template_key": start.cleaned_data["template"],
            "values": self.cleaned_form(attrs).as_input(start.cleaned_data["organization"]),
        }


class AgreementList(generics.GenericAPIView[Agreement]):
    """Agreements of the partnerships that the member may see; drafting one."""

    permissions_by_method: ClassVar = {"GET": "agreements.view", "POST": "agreements.write"}
    serializer_class = AgreementSerializer

    @extend_schema(operation_id="agreement_list", responses=AgreementSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Agreements, the newest first."""
        found = with_waiting(visible_agreements(request.membership))
        return page_of(self, found.order_by("-created_at", "pk"))

    @extend_schema(
        operation_id="agreement_draft",
        request=AgreementInput,
        responses={201: AgreementSerializer},
    )
    def post(self, request: Any) -> Response:
        """A new draft, which nobody outside sees."""
        values = checked(AgreementInput, request)
        partnership = _partnership(request, values.pop("partnership"))
        made = create_draft(partnership, actor=Actor.of_request(request), **values)
        return Response(AgreementSerializer(_read(request, made.pk)).data, status=201)


class AgreementDetail(generics.GenericAPIView[Agreement]):
    """One agreement; while it is a draft, changing it."""

    permissions_by_method: ClassVar = {"GET": "agreements.view", "PATCH": "agreements.write"}
    serializer_class = AgreementSerializer

    @extend_schema(operation_id="agreement_read", responses=AgreementSerializer)
    def get(self, request: Any, agreement_id: UUID) -> Response:
        """Its facts."""
        return Response(AgreementSerializer(_read(request, agreement_id)).data)

    @extend_schema(
        operation_id="agreement_change",
        request=AgreementChange,
        responses={200: AgreementSerializer, 409: Refusal},
    )
    def patch(self, request: Any, agreement_id: UUID) -> Response:
        """Changes the facts that are given of a draft; 409 once it was sent."""
        agreement = draft_or_conflict(request, agreement_id)
        values = checked(AgreementChange, request, agreement)
        change_draft(agreement, actor=Actor.of_request(request), **values)
        return Response(AgreementSerializer(_read(request, agreement_id)).data)


def draft_or_conflict(request: Any, agreement_id: UUID) -> Agreement:
    """The locked draft of that id. Raises Http404, or Conflict for what was sent."""
    found = lock(get_object_or_404(visible_agreements(request.membership), pk=agreement_id))
    if found.state != AgreementState.DRAFT:
        raise Conflict(FROZEN)
    return found


def _read(request: Any, agreement_id: UUID) -> Agreement:
    found = with_waiting(visible_agreements(request.membership))
    return get_object_or_404(found, pk=agreement_id)


def _partnership(request: Any, slug: str) -> Any:
    found = visible_partnerships(request.membership).filter(slug=slug).first()
    if found is None:
        raise serializers.ValidationError({"partnership": ["There is no such partnership."]})
    return found
