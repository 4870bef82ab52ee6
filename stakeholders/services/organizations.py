"""Adding and changing organizations and the people in them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from config.duplicates import made_before, make_once, refusing_duplicate
from partnerships.models import normalise_email
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock
from stakeholders.models import Contact, Organization, Sector, name_key

#: What may be said about an organization and about a contact.
ORGANIZATION_FACTS = (
    "name",
    "sector",
    "naics_sector",
    "city",
    "state",
    "website",
    "stated_goal",
)
CONTACT_FACTS = ("name", "title", "email", "phone", "is_primary", "may_sign")


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with their key. Raises ValidationError for an industry of no business."""
    if facts.get("naics_sector") and facts["sector"] != Sector.BUSINESS:
        raise ValidationError({"naics_sector": "Only a business has an industry."})
    return {**facts, "name_key": name_key(facts["name"])}


def _refusing_taken_name() -> AbstractContextManager[None]:
    words = "An organization of this name is in the directory already."
    return refusing_duplicate("organization_name_once", name=words)


@transaction.atomic
def create_organization(*, actor: Actor, **facts: Any) -> Organization:
    """A new organization in the directory; facts: see ORGANIZATION_FACTS.

    Raises ValidationError when the convener has one of that name.
    """
    with _refusing_taken_name():
        organization = Organization.objects.create(**_checked(facts))
    record_event(actor, "added", organization, after=facts)
    return organization


@transaction.atomic
def change_organization(organization: Organization, *, actor: Actor, **facts: Any) -> Organization:
    """Changes facts; only what differs is saved and recorded. Raises ValidationError."""
    row = lock(organization)
    with _refusing_taken_name():
        _save_changes(row, _checked(facts), actor)
    return row


@transaction.atomic
def create_contact(
    organization: Organization, *, actor: Actor, row_id: UUID | None = None, **facts: Any
) -> Contact:
    """A new person at an organization, or the one that the same form made before; the first one
    is its primary contact.

    Raises ValidationError for an address that this organization's contacts have already.
    """
    lock(organization)
    others = Contact.objects.filter(organization=organization)
    same = others.filter(name=facts["name"])
    if known := made_before(same, row_id):
        return known
    facts = _checked_contact(others, facts)
    facts["is_primary"] = facts.get("is_primary", False) or not others.exists()
    if facts["is_primary"]:
        others.update(is_primary=False)
    contact, _ = make_once(same, row_id, organization=organization, **facts)
    record_event(actor, "added", contact, after=facts)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, actor: Actor, **facts: Any) -> Contact:
    """Changes a contact. An organization keeps one primary contact. Raises ValidationError."""
    lock(contact.organization)
    row = lock(contact)
    others = Contact.objects.filter(organization_id=row.organization_id).exclude(pk=row.pk)
    facts = _checked_contact(others, facts)
    if row.is_primary and not facts["is_primary"]:
        raise ValidationError({"is_primary": "Make somebody else the primary contact first."})
    if facts["is_primary"]:
        others.update(is_primary=False)
    _save_changes(row, facts, actor)
    return row


def _checked_contact(others: Any, facts: dict[str, Any]) -> dict[str, Any]:
    facts = {**facts, "email": normalise_email(facts.get("email") or "")}
    if facts["email"] and others.filter(email=facts["email"]).exists():
        raise ValidationError({"email": "Another contact here has this address."})
    return facts


def _save_changes(row: Any, facts: dict[str, Any], actor: Actor) -> None:
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    for values in (before, changed):
        values.pop("name_key", None)
    record_event(actor, "changed", row, before=before, after=changed)
