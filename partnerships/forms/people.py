"""Forms about people and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from config.forms import PlainForm
from partnerships.forms.fields import email, line
from partnerships.models import Membership, Role

STAFF = [(role.value, role.label) for role in Role if role != Role.INTERMEDIARY]


class InvitationForm(PlainForm):
    """Whom to invite, as what."""

    name = line("Full name")
    email = email("E-mail address", hint="The invitation goes there and works for 14 days.")
    role = forms.ChoiceField(label="Role", choices=STAFF, initial=Role.COORDINATOR)


class DelegationForm(PlainForm):
    """Whom to hand recruitment to: a person of another organization."""

    name = line("Full name")
    email = email(
        "E-mail address",
        hint="An invitation works for 14 days. An intermediary who works with us already needs "
        "none and begins at once.",
    )
    organization_name = line("Their organization", limit=160)


class MembershipForm(PlainForm):
    """What a member may do."""

    role = forms.ChoiceField(label="Role", choices=STAFF)
    title = line("Job title", required=False)
    may_sign = forms.BooleanField(label="May sign agreements for us", required=False)

    @classmethod
    def of(cls, member: Membership, data: Any = None) -> MembershipForm:
        """The form filled with what the member may do."""
        return cls(
            data, initial={name: getattr(member, name) for name in cls.base_fields}
        ).for_change()


class MembershipEndForm(PlainForm):
    """Who takes over what a leaving member has in hand; nothing is asked where that is nothing."""

    def __init__(self, data: Any, *, successors: QuerySet[Membership] | None, **options: Any):
        super().__init__(data, **options)
        if successors is not None:
            self.fields["successor"] = SuccessorField(
                successors,
                label="Who takes over",
                empty_label="Choose one",
                error_messages={"required": "Choose who takes over."},
            )


class SuccessorField(forms.ModelChoiceField):  # type: ignore[type-arg]  # plain at run time
    """A member, with what they may do."""

    def label_from_instance(self, member: Any) -> str:
        """Name and role, and whether they sign for the convener."""
        signs = ", may sign for us" if member.may_sign else ""
        return f"{member.name}, {member.get_role_display().lower()}{signs}"
