"""A convener with very many partnerships, each with what a running one has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from agreements.models import Agreement, Commitment, Responsibility
from config.tenancy.owner import owner_connection
from config.tenancy.scopes import convener_scope, maintenance_scope
from partnerships.models import CharterDocument, Convener, Membership, Partnership, Region, User
from stakeholders.models import (
    Candidacy,
    Need,
    Organization,
    ParticipantProfile,
    name_key,
)

#: One in so many has something that waits for somebody: Today of a convener is a day's work.
WAITS_EVERY = 400


def load_large(count: int, email: str) -> None:
    """Makes the convener `bench` with `count` partnerships, and its owner with this address."""
    with owner_connection(), maintenance_scope():
        convener = Convener.objects.create(
            slug="bench",
            name="Bench",
            short_name="Bench",
            level="regional",
            kind="chamber",
            state="MN",
            time_zone="America/Chicago",
            contact_email=email,
        )
    user = User.objects.create_user(email=email, name="Ben Bench")
    with convener_scope(convener.pk):
        _fill(user, email, count)


def _fill(user: Any, email: str, count: int) -> None:
    member = Membership.objects.create(user=user, name="Ben", email=email, role="owner")
    region = Region.objects.create(name="Bench")
    partnerships = Partnership.objects.bulk_create(
        Partnership(
            name=f"Partnership {number:05}",
            slug=f"p-{number}",
            region=region,
            pathway="Welding",
            phase="implementation",
            leader=member,
            lead_entity="Bench",
            is_outreach_open=True,
        )
        for number in range(count)
    )
    ids = [partnership.pk for partnership in partnerships]
    CharterDocument.objects.bulk_create(
        CharterDocument(
            partnership_id=one,
            kind=kind,
            version=1,
            state="approved",
            parts={"why": "Welders are missing."},
            written_by=member,
            approved_by=member,
            approved_at=timezone.now(),
        )
        for one in ids
        for kind in ("purpose", "protocol")
    )
    organizations = Organization.objects.bulk_create(
        Organization(name=f"Firm {number}", name_key=name_key(f"Firm {number}"), sector="industry")
        for number in range(count)
    )
    _recruit(ids, organizations, member)
    _agree(ids, organizations)


def _recruit(ids: list[UUID], organizations: list[Any], member: Any) -> None:
    needs = Need.objects.bulk_create(
        Need(partnership_id=one, kind="employers", description="Seats in spring") for one in ids
    )
    profiles = ParticipantProfile.objects.bulk_create(
        ParticipantProfile(
            partnership_id=one,
            need=need,
            title="Shop with seats",
            sector="industry",
            skills="Teaching",
            need_met="Seats",
        )
        for one, need in zip(ids, needs, strict=True)
    )
    waited = timezone.now() - timedelta(days=60)
    Candidacy.objects.bulk_create(
        Candidacy(
            partnership_id=one,
            profile=profile,
            organization=organization,
            owner=member,
            stage="contacted" if number % WAITS_EVERY == 0 else "committed",
            stage_since=waited,
        )
        for number, (one, profile, organization) in enumerate(
            zip(ids, profiles, organizations, strict=True)
        )
    )


def _agree(ids: list[UUID], organizations: list[Any]) -> None:
    now = timezone.now()
    agreements = Agreement.objects.bulk_create(
        Agreement(
            partnership_id=one,
            organization=organization,
            kind="mou",
            template_name="Bench",
            title="Seats in spring",
            consequence="None.",
            starts_on=now.date(),
            ends_on=now.date() + timedelta(days=300),
            state="sent" if number % WAITS_EVERY == 1 else "complete",
            sent_at=now,
            sign_by=now.date(),
        )
        for number, (one, organization) in enumerate(zip(ids, organizations, strict=True))
    )
    duties = Responsibility.objects.bulk_create(
        Responsibility(agreement=agreement, side="partner", text="Host two students", order=1)
        for agreement in agreements
    )
    Commitment.objects.bulk_create(
        Commitment(
            partnership_id=agreement.partnership_id,
            agreement=agreement,
            responsibility=duty,
            side="partner",
            text="Host two students",
            due_on=now.date() + timedelta(days=-1 if number % WAITS_EVERY == 2 else 60),
        )
        for number, (agreement, duty) in enumerate(zip(agreements, duties, strict=True))
    )
