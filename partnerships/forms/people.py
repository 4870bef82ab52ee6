"""Forms about people and their roles."""

from __future__ import annotations

from django import forms

from partnerships.forms.fields import email, line
from partnerships.models import Role

STAFF = [(role.value, role.label) for role in Role if role != Role.INTERMEDIARY]


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    name = line("Full name")
    email = email("E-mail address", hint="The invitation goes there and works for 14 days.")
    role = forms.ChoiceField(label="Role", choices=STAFF, initial=Role.COORDINATOR)


class DelegationForm(forms.Form):
    """Whom to hand recruitment to: a person of another organization."""

    name = line("Full name")
    email = email("E-mail address", hint="The invitation goes there and works for 14 days.")
    organization_name = line("Their organization", limit=160)


class MembershipForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(label="Role", choices=STAFF)
    title = line("Job title", required=False)
    may_sign = forms.BooleanField(label="May sign agreements for us", required=False)
