"""Making and changing partnerships."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from config.tenancy.scopes import current_convener_id
from partnerships.models import PHASES, Convener, Partnership, Phase, Region
from partnerships.registries import region_changes
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock, transition

FACTS = ("name", "level", "pathway", "lead_entity", "lead_kind")
#: Parts of addresses that stand where a partnership's slug does.
RESERVED_SLUGS = {"new"}


def free_slug(name: str) -> str:
    """A slug for a new partnership that no other of this convener has."""
    stem = slugify(name)[:50].strip("-") or "partnership"
    alike = Partnership.objects.filter(slug__startswith=stem)
    taken = RESERVED_SLUGS | set(alike.values_list("slug", flat=True))
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug


def find_or_make_region(name: str) -> Region:
    """The convener's region of that name, however it is capitalized; inside a transaction."""
    tidy = " ".join(name.split())
    same = Region.objects.filter(name__iexact=tidy)
    if found := same.first():
        return found
    lock(Convener(pk=current_convener_id()))  # whoever makes one at the same time waits here
    return same.first() or Region.objects.create(name=tidy)


def _check_name(name: str, region: Region, own_id: Any = None) -> None:
    """Raises ValidationError when the region has a partnership of that name, however it is
    capitalized, that goes on.

    Regions are named by many at once, so the convener's row is the lock.
    """
    lock(region.convener)
    going_on = Partnership.objects.filter(region=region).exclude(phase=Phase.CLOSED)
    if going_on.filter(name__iexact=name).exclude(pk=own_id).exists():
        raise ValidationError({"name": f"There is a partnership of this name in {region.name}."})


@transaction.atomic
def create_partnership(*, actor: Actor, region_name: str, leader: Any, **facts: Any) -> Partnership:
    """A new partnership in its planning phase. facts: see FACTS.

    Raises ValidationError when its region has one of that name.
    """
    region = find_or_make_region(region_name)
    _check_name(facts["name"], region)
    partnership = Partnership.objects.create(
        region=region,
        leader=leader,
        slug=free_slug(facts["name"]),
        **facts,
    )
    record_event(actor, "created", partnership, partnership_id=partnership.pk, after={**facts})
    return partnership


@transaction.atomic
def change_partnership(
    partnership: Partnership, *, actor: Actor, region_name: str, leader: Any, **facts: Any
) -> Partnership:
    """Changes facts; only what differs is saved and recorded. The partnership's own region in
    another spelling is that region, spelled anew.

    Raises ValidationError when another partnership of the region has the name.
    """
    row = lock(partnership)
    region = find_or_make_region(region_name)
    new: dict[str, Any] = {**facts, "region": region, "leader": leader}
    changed = {name: value for name, value in new.items() if getattr(row, name) != value}
    spelling = " ".join(region_name.split())
    if region == row.region and region.name != spelling:
        _respell(region, spelling, row, actor)
    if not changed:
        return row
    if {"name", "region"} & changed.keys():
        _check_name(facts["name"], region, own_id=row.pk)
    before = {name: str(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    after = {name: str(value) for name, value in changed.items()}
    record_event(actor, "changed", row, partnership_id=row.pk, before=before, after=after)
    if "region" in changed:
        for follow in region_changes:
            follow(row)
    return row


def _respell(region: Region, spelling: str, partnership: Partnership, actor: Actor) -> None:
    before, region.name = region.name, spelling
    region.save(update_fields=["name"])
    record_event(
        actor,
        "changed",
        region,
        partnership_id=partnership.pk,
        before={"name": before},
        after={"name": spelling},
    )
    for follow in region_changes:
        follow(partnership)


@transaction.atomic
def move_phase(
    partnership: Partnership, verb: str, *, actor: Actor, reason: str = ""
) -> Partnership:
    """Moves along `PHASES`. Raises IllegalMove, PermissionDenied."""
    return transition(PHASES, partnership, verb, actor, reason=reason)
