"""Loads the demo world's agreements, through the same services as everybody's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agreements.demo_data import LINDQVIST, SAMPLES, Sample
from agreements.models import Agreement, Cadence, Commitment, QuestionKind, Responsibility
from agreements.services.clock import clock_at
from agreements.services.commitments import mark_commitment
from agreements.services.countersigning import countersign_agreement
from agreements.services.declining import decline_agreement
from agreements.services.drafts import DraftInput, SignerInput, create_draft
from agreements.services.questions import QuestionInput, ask_question
from agreements.services.sending import send_agreement
from agreements.services.signing import Evidence, sign_agreement
from agreements.tasks import seal_agreement
from partnerships.registries import DemoHouse
from partnerships.services.audit import Actor
from stakeholders.models import Organization

#: Documentation addresses (RFC 5737), so that no real network is named.
PHONE = ("203.0.113.24", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Sample")
DESK = ("198.51.100.8", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Sample")


def load(house: DemoHouse) -> None:
    """One convener's sample agreements, if it has any."""
    for sample in SAMPLES.get(house.convener.slug, ()):
        organization = Organization.objects.filter(name=sample.organization).first()
        if organization is not None and sample.partnership in house.partnerships:
            _Story(house, sample, organization).tell()


class _Story:
    """How one sample agreement came to where it is."""

    def __init__(self, house: DemoHouse, sample: Sample, organization: Organization) -> None:
        self.house = house
        self.sample = sample
        self.organization = organization
        self.manager = house.members["manager"]
        self.actor = Actor.of_member(self.manager)
        self.signers = self._signers()

    def tell(self) -> None:
        """Runs the steps up to the sample's own."""
        sample = self.sample
        with clock_at(self._at(sample.sent, 9)):
            agreement = self._draft()
            if sample.step == "draft":
                return
            sign_by = self.house.today + timedelta(days=14)
            agreement = send_agreement(agreement, sign_by=sign_by, actor=self.actor)
        if sample.step == "question":
            with clock_at(self._at(1, 10)):
                self._ask(agreement)
        elif sample.step == "declined":
            with clock_at(self._at(sample.signed, 14)):
                self._decline(agreement)
        elif sample.step != "sent":
            self._sign(agreement)

    def _sign(self, agreement: Agreement) -> None:
        sample = self.sample
        signers = self.signers[:1] if sample.step == "half" else self.signers
        for signer in signers:
            with clock_at(self._at(sample.signed, 15)):
                proof = Evidence(signer.name, signer.title, agreement.content_sha256, *PHONE)
                actor = Actor.of_link(signer.name, agreement.pk)
                agreement = sign_agreement(agreement, signer.email, proof, actor=actor)
        if sample.step in ("half", "signed"):
            return
        with clock_at(self._at(sample.signed - 1, 11)):
            title = self.manager.title or "Manager"
            proof = Evidence(self.manager.name, title, agreement.content_sha256, *DESK)
            countersign_agreement(agreement, proof, actor=self.actor)
        self._mark(agreement)
        if sample.step == "sealed":
            seal_agreement(convener_id=str(self.house.convener.pk), agreement_id=str(agreement.pk))

    def _mark(self, agreement: Agreement) -> None:
        """What fell due was kept, but for the promise that Today asks about."""
        past = Commitment.objects.filter(agreement=agreement, due_on__lt=self.house.today)
        for commitment in past.exclude(text__startswith="Evening shuttle"):
            days_ago = (self.house.today - commitment.due_on).days
            with clock_at(self._at(min(days_ago, self.sample.signed - 1), 16)):
                mark_commitment(commitment, "keep", actor=self.actor)

    def _ask(self, agreement: Agreement) -> None:
        signer = self.signers[0]
        values = QuestionInput(QuestionKind.QUESTION, self.sample.words)
        actor = Actor.of_link(signer.name, agreement.pk)
        ask_question(agreement, signer.email, values, actor=actor)

    def _decline(self, agreement: Agreement) -> None:
        signer = self.signers[0]
        actor = Actor.of_link(signer.name, agreement.pk)
        decline_agreement(agreement, signer.email, reason=self.sample.words, actor=actor)

    def _draft(self) -> Agreement:
        starts_on, ends_on = self._term()
        spring = self.house.today.year + 1
        year = f"{starts_on.year}-{ends_on.year % 100:02d}"
        values = DraftInput(
            organization=self.organization,
            title=self.sample.title.format(spring=spring, year=year),
            starts_on=starts_on,
            ends_on=ends_on,
            signers=self.signers,
            signatory=self.manager,
        )
        partnership = self.house.partnerships[self.sample.partnership]
        agreement = create_draft(partnership, self.sample.template, values, actor=self.actor)
        self._promises(agreement)
        return agreement

    def _promises(self, agreement: Agreement) -> None:
        if self.sample.replace_promises:
            Responsibility.objects.filter(agreement=agreement).delete()
            for order, (side, text, detail, cadence, hours) in enumerate(LINDQVIST):
                due = agreement.starts_on - timedelta(days=1) if cadence == Cadence.ONCE else None
                Responsibility.objects.create(
                    agreement=agreement,
                    side=side,
                    text=text,
                    detail=detail,
                    cadence=cadence,
                    due_on=due,
                    hours_per_quarter=hours,
                    order=order,
                )
        for order, (owner, what, how, days) in enumerate(self.sample.promises, start=90):
            Responsibility.objects.create(
                agreement=agreement,
                side=owner,
                text=what,
                detail=how,
                cadence=Cadence.ONCE,
                due_on=self.house.today + timedelta(days=days),
                order=order,
            )

    def _signers(self) -> tuple[SignerInput, ...]:
        contact: Any = self.organization.contacts.order_by("-may_sign", "-is_primary").first()
        domain = contact.email.partition("@")[2]
        named = self.sample.signers or ((contact.name, contact.title),)
        return tuple(
            SignerInput(name, f"{name[0].lower()}.{name.split()[-1].lower()}@{domain}", title)
            for name, title in named
        )

    def _term(self) -> tuple[date, date]:
        today = self.house.today
        spring = today.year + 1
        if not self.sample.school_year:
            return date(spring, 1, 5), date(spring, 6, 11)
        return school_year_term(today)

    def _at(self, days_ago: int, hour: int) -> datetime:
        zone = ZoneInfo(self.house.convener.time_zone)
        day = self.house.today - timedelta(days=days_ago)
        return datetime.combine(day, time(hour, 41), zone)


def school_year_term(today: date) -> tuple[date, date]:
    """The school year that runs, and in its summer the summer too: what is over is not sent."""
    fall = today.year if today.month >= 8 else today.year - 1
    ends_on = date(fall + 1, 6, 11)
    return date(fall, 9, 1), ends_on if ends_on > today else date(fall + 1, 8, 31)
