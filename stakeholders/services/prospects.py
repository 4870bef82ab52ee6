"""Putting an organization on the way to the table: a need before a name (playbook L280, B2)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config.templatetags.formatting import us_date
from partnerships.models import Partnership
from partnerships.services.audit import Actor, record_event
from partnerships.services.outreach import check_goes_on
from partnerships.services.transitions import lock
from stakeholders.models import (
    Candidacy,
    Contact,
    Organization,
    ParticipantProfile,
    Stage,
)
from stakeholders.selectors.seats import open_profiles
from stakeholders.services.organizations import create_contact, create_organization


@transaction.atomic
def add_prospect(
    partnership: Partnership,
    *,
    actor: Actor,
    owner: Any = None,
    organization: Organization | None = None,
    new_organization: dict[str, Any] | None = None,
    new_contact: dict[str, Any] | None = None,
    profile: ParticipantProfile | None = None,
    no_profile_reason: str = "",
) -> Candidacy:
    """A new candidacy at its first stage, with an organization of the directory or a new one.

    new_organization, new_contact: facts, see services/organizations. Without a new contact the
    organization's primary contact is meant.
    Raises ValidationError: neither profile nor reason; the profile is not open; the name or
    address is taken; the organization is considered for this seat already, or asked not to be
    asked yet; PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    if profile is None and not no_profile_reason:
        raise ValidationError({"no_profile_reason": "Say why, or choose a profile."})
    if profile is not None and profile.partnership_id != partnership.pk:
        raise ValidationError({"profile": "Choose a profile of this partnership."})
    if profile is not None and not open_profiles(partnership).filter(pk=profile.pk).exists():
        words = "This profile is not open any more. Choose another, or none and say why."
        raise ValidationError({"profile": words})
    if organization is None:
        organization = create_organization(actor=actor, **(new_organization or {}))
    _check_not_asked(partnership, organization, profile)
    contact = _contact(organization, new_contact, actor)
    candidacy = Candidacy.objects.create(
        partnership=partnership,
        organization=organization,
        contact=contact,
        profile=profile,
        no_profile_reason="" if profile else no_profile_reason,
        owner=owner,
    )
    after = {"seat": candidacy.seat, "contact": contact.name if contact else ""}
    record_event(actor, "identified", candidacy, after=after, reason=candidacy.no_profile_reason)
    return candidacy


def _contact(
    organization: Organization, facts: dict[str, Any] | None, actor: Actor
) -> Contact | None:
    if facts:
        return create_contact(organization, actor=actor, **facts)
    return Contact.objects.filter(organization=organization, is_primary=True).first()


def _check_not_asked(
    partnership: Partnership, organization: Organization, profile: ParticipantProfile | None
) -> None:
    theirs = Candidacy.objects.filter(partnership=partnership, organization=organization)
    if theirs.filter(profile=profile).exclude(stage=Stage.CLOSED).exists():
        raise ValidationError(
            {"organization": f"{organization.name} is considered for this seat already."}
        )
    waiting = theirs.filter(stage=Stage.CLOSED, revisit_on__gt=timezone.localdate())
    if promised := waiting.order_by("-revisit_on").first():
        day = us_date(promised.revisit_on)
        words = (
            f"We promised {organization.name} not to ask again before {day}. "
            "If that holds no more, open their closed candidacy again and say why."
        )
        raise ValidationError({"organization": words})
