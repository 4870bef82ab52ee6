"""Agreements at each step, made by the real services."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from agreements.models import Agreement, Side, Signer
from agreements.services.countersigning import countersign_agreement
from agreements.services.drafts import DraftInput, SignerInput, create_draft
from agreements.services.sending import preview_hash, send_agreement
from agreements.services.signing import Evidence, sign_agreement
from agreements.tasks import seal_agreement
from partnerships.models import MagicLink, Message
from partnerships.services.audit import Actor
from partnerships.services.rendering import render_message
from stakeholders.models import Candidacy, Organization, Stage
from tests.cast import House, today

TOM = SignerInput("Tom Lindqvist", "tom@lindqvist.example", "Plant manager")
#: A term that is still to come, whenever this runs.
STARTS_ON, ENDS_ON = date(today().year + 1, 1, 5), date(today().year + 1, 6, 11)
SUE = SignerInput("Sue Aldous", "sue@lindqvist.example", "Owner")


def make_organization(name: str = "Lindqvist Fabrication") -> Organization:
    """An employer; inside a scope."""
    found = Organization.objects.filter(name=name).first()
    return found or Organization.objects.create(
        name=name,
        name_key=name.casefold(),
        sector="business",
        stated_goal="Hire two welders a year who already know our shop.",
    )


def invite(
    house: House, stage: str = Stage.INVITED, name: str = "Lindqvist Fabrication"
) -> Candidacy:
    """The organization's candidacy in the house's partnership; inside a scope."""
    found, _ = Candidacy.objects.get_or_create(
        partnership=house.partnership,
        organization=make_organization(name),
        defaults={"stage": stage, "no_profile_reason": "They came to us."},
    )
    return found


def draft(
    house: House, *, template: str = "host-site", signers: tuple[SignerInput, ...] = (TOM,)
) -> Agreement:
    """A draft; inside the house's scope."""
    owner = house.members["owner"]
    values = DraftInput(
        organization=make_organization(),
        title="Host students, spring 2027",
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        signers=signers,
        signatory=owner,
    )
    return create_draft(house.partnership, template, values, actor=house.actor("owner"))


def sent(house: House, **options: Any) -> Agreement:
    """An agreement that waits for its partner, who was invited."""
    invite(house)
    sign_by = today() + timedelta(days=14)
    return send_agreement(draft(house, **options), sign_by=sign_by, actor=house.actor("owner"))


def sending(house: House, agreement: Agreement, *, days: int = 10) -> dict[str, Any]:
    """What the page that sends a draft sends, as the draft is now; outside the scope."""
    day = today() + timedelta(days=days)
    with house.scope():
        seen = preview_hash(Agreement.objects.get(pk=agreement.pk))
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {"previewed": seen} | {f"sign_by_{part}": number for part, number in parts.items()}


def evidence(agreement: Agreement, name: str = "Tom Lindqvist") -> Evidence:
    """What a signer's page sends."""
    return Evidence(name, "Plant manager", agreement.content_sha256, "203.0.113.7", "A phone")


def sign_as(agreement: Agreement, who: SignerInput = TOM) -> Agreement:
    """One of the partner's signatures."""
    actor = Actor.of_link(who.name, agreement.pk)
    return sign_agreement(agreement, who.email, evidence(agreement, who.name), actor=actor)


def signed(house: House, **options: Any) -> Agreement:
    """An agreement that waits for the convener."""
    agreement = sent(house, **options)
    for who in options.get("signers", (TOM,)):
        agreement = sign_as(agreement, who)
    return agreement


def complete(house: House, **options: Any) -> Agreement:
    """An agreement that both sides signed; not sealed yet."""
    agreement = signed(house, **options)
    proof = Evidence("Olive Berg", "Director", agreement.content_sha256, "198.51.100.4", "A desk")
    return countersign_agreement(agreement, proof, actor=house.actor("owner"))


def sealed(house: House, **options: Any) -> Agreement:
    """A complete agreement with its sealed file; call it outside the scope."""
    with house.scope():
        agreement = complete(house, **options)
    seal_agreement(convener_id=str(house.convener.pk), agreement_id=str(agreement.pk))
    with house.scope():
        agreement.refresh_from_db()
    return agreement


def signer_of(agreement: Agreement, side: str = Side.PARTNER) -> Signer:
    """The first signer of a side."""
    found: Signer = Signer.objects.filter(agreement=agreement, side=side).order_by("order")[0]
    return found


@dataclass
class Post:
    """The mails of one convener, rendered as a worker would: links come to be only then."""

    house: House

    def last(self, kind: str, to: str = "") -> Any:
        """The newest mail of a kind (to an address)."""
        with self.house.scope():
            rows = Message.objects.filter(kind=kind).order_by("-created_at")
            row = rows.filter(to_email=to).first() if to else rows.first()
            assert row is not None, f"No {kind} mail to {to or 'anybody'}."
            return render_message(row.pk)

    def token(self, kind: str = "agreement_sign", to: str = "") -> str:
        """The token of the link in the newest mail of a kind."""
        found = re.search(r"/(?:sign|copy)/([-\w]{43})/", self.last(kind, to).body)
        assert found is not None
        return found[1]

    def code(self) -> str:
        """The code in the newest code mail."""
        found = re.search(r"\b(\d{6})\b", self.last("agreement_code").body)
        assert found is not None
        return found[1]

    def age_links(self, **ago: int) -> None:
        """Makes every link older."""
        with self.house.scope():
            MagicLink.objects.update(created_at=timezone.now() - timedelta(**ago))


def kinds(house: House) -> list[str]:
    """The kinds of all queued mails, sorted."""
    with house.scope():
        return sorted(Message.objects.values_list("kind", flat=True))


def detail(house: House, agreement: Agreement, rest: str = "") -> str:
    """The address of the agreement's page, or of what stands under it."""
    return house.url(f"agreements/{agreement.pk}/{rest}")
