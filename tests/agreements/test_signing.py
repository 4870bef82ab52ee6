"""The way from a draft to a complete agreement, by the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agreements.models import (
    Agreement,
    AgreementState,
    Commitment,
    Side,
    Signature,
    Signer,
    SignerState,
)
from agreements.rules.dates import add_months
from agreements.services.closing import expire_agreement, void_agreement
from agreements.services.countersigning import countersign_agreement
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.events import check_events
from agreements.services.sending import NotReadyToSend, send_agreement
from agreements.services.signing import (
    ContentChanged,
    Evidence,
    NotTheSigner,
    sign_agreement,
    take_signature_back,
)
from config.hashchain import content_hash
from config.state import IllegalMove
from partnerships.models import AuditEvent, CharterDocument
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed
from stakeholders.models import Candidacy
from tests.agreements.makers import (
    STARTS_ON,
    SUE,
    TOM,
    complete,
    draft,
    evidence,
    kinds,
    make_organization,
    sent,
    sign_as,
    signed,
    signer_of,
)
from tests.cast import House, today


@pytest.mark.requirement("R54")
def test_draft_starts_with_both_sides_responsibilities(prairie: House) -> None:
    with prairie.scope():
        sides = set(draft(prairie).responsibilities.values_list("side", flat=True))
    assert sides == {Side.PARTNER, Side.CONVENER}


@pytest.mark.requirement("B1")
def test_sending_without_approved_charter_is_refused(prairie: House) -> None:
    with prairie.scope():
        CharterDocument.objects.filter(kind="protocol").delete()
        with pytest.raises(OutreachClosed, match="recruitment protocol is not written"):
            sent(prairie)
    assert kinds(prairie) == []


def test_sending_with_an_empty_side_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = draft(prairie)
        agreement.responsibilities.filter(side=Side.CONVENER).delete()
        day = today() + timedelta(days=9)
        with pytest.raises(NotReadyToSend, match="we would do"):
            send_agreement(agreement, sign_by=day, actor=prairie.actor("owner"))


def test_sending_freezes_content_and_asks_the_signer(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        assert agreement.content_sha256 == content_hash(agreement.content)
        assert agreement.content["goal"].startswith("Hire two welders")
        assert signer_of(agreement).state == SignerState.SENT
    assert kinds(prairie) == ["agreement_sign"]


def test_content_stays_when_the_organization_changes(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        agreement.organization.name = "Another name"
        agreement.organization.save(update_fields=["name"])
        agreement.refresh_from_db()
        assert agreement.content["organization"] == "Lindqvist Fabrication"
        assert agreement.content_sha256 == content_hash(agreement.content)


def test_sending_twice_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        with pytest.raises(IllegalMove):
            send_agreement(agreement, sign_by=agreement.sign_by, actor=prairie.actor("owner"))
    assert kinds(prairie) == ["agreement_sign"]


@pytest.mark.requirement("R55")
def test_signature_records_name_time_device_and_hash(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        signature = Signature.objects.get(agreement=agreement)
    assert agreement.state == AgreementState.PARTNER_SIGNED
    assert (signature.name, signature.title) == ("Tom Lindqvist", "Plant manager")
    assert (signature.ip, signature.user_agent) == ("203.0.113.7", "A phone")
    assert signature.content_sha256 == agreement.content_sha256
    assert signature.authority_text == "I may sign for Lindqvist Fabrication."
    assert kinds(prairie) == ["agreement_countersign", "agreement_sign", "agreement_signed"]


def test_signing_twice_changes_nothing(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        with pytest.raises(IllegalMove):
            sign_as(agreement)
        assert Signature.objects.count() == 1


def test_signing_other_content_than_the_page_showed_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        wrong = Evidence("Tom", "Manager", "0" * 64)
        with pytest.raises(ContentChanged):
            sign_agreement(agreement, TOM.email, wrong, actor=Actor.of_link("Tom", agreement.pk))
        assert not Signature.objects.exists()


def test_signing_with_another_address_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        with pytest.raises(NotTheSigner):
            sign_agreement(
                agreement,
                "stranger@example.org",
                evidence(agreement),
                actor=Actor.of_link("Sam", agreement.pk),
            )


def test_two_signers_both_sign_before_the_convener_is_asked(prairie: House) -> None:
    with prairie.scope():
        agreement = sign_as(sent(prairie, signers=(TOM, SUE)), TOM)
        assert agreement.state == AgreementState.SENT
        agreement = sign_as(agreement, SUE)
        assert agreement.state == AgreementState.PARTNER_SIGNED
    assert kinds(prairie).count("agreement_countersign") == 1


def test_signature_taken_back_can_be_given_again(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        actor = Actor.of_link("Tom", agreement.pk)
        agreement = take_signature_back(agreement, TOM.email, actor=actor)
        assert agreement.state == AgreementState.SENT
        agreement = sign_as(agreement)
        assert agreement.state == AgreementState.PARTNER_SIGNED
        assert Signature.objects.count() == 2
        assert Signature.objects.filter(taken_back_at=None).count() == 1


def test_signature_stays_once_the_convener_signed(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        with pytest.raises(IllegalMove):
            take_signature_back(agreement, TOM.email, actor=Actor.of_link("Tom", agreement.pk))


@pytest.mark.requirement("B14")
@pytest.mark.requirement("R57")
def test_completion_turns_every_responsibility_into_dated_commitments(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        found = Commitment.objects.filter(agreement=agreement)
        with_promise = set(found.values_list("responsibility_id", flat=True))
        assert with_promise == set(agreement.responsibilities.values_list("pk", flat=True))
        assert set(found.values_list("side", flat=True)) == {Side.PARTNER, Side.CONVENER}
        quarterly = found.filter(text="Tell us how it went")
        assert [row.due_on for row in quarterly] == [add_months(STARTS_ON, 3)]


def test_completion_commits_the_organizations_candidacy(prairie: House) -> None:
    with prairie.scope():
        Candidacy.objects.create(
            partnership=prairie.partnership,
            organization=make_organization(),
            no_profile_reason="They asked us.",
            stage="invited",
        )
        complete(prairie)
        assert Candidacy.objects.get().stage == "committed"


def test_member_who_is_no_signatory_cannot_countersign(prairie: House) -> None:
    member = prairie.members["manager"]
    with prairie.scope():
        agreement = signed(prairie)
        member.may_sign = False
        member.save(update_fields=["may_sign"])
        with pytest.raises(PermissionDenied):
            countersign_agreement(agreement, evidence(agreement), actor=Actor.of_member(member))


def test_coordinator_cannot_countersign(prairie: House) -> None:
    member = prairie.members["coordinator"]
    with prairie.scope():
        agreement = signed(prairie)
        member.may_sign = True
        with pytest.raises(PermissionDenied):
            countersign_agreement(agreement, evidence(agreement), actor=Actor.of_member(member))


def test_decline_tells_the_convener_and_who_signed_before(prairie: House) -> None:
    with prairie.scope():
        agreement = sign_as(sent(prairie, signers=(TOM, SUE)), TOM)
        actor = Actor.of_link("Sue", agreement.pk)
        agreement = decline_agreement(agreement, SUE.email, reason="No room.", actor=actor)
        assert agreement.state == AgreementState.DECLINED
        assert agreement.closed_reason == "No room."
    assert kinds(prairie).count("agreement_notice") == 2


def test_reopening_asks_again_and_keeps_given_signatures(prairie: House) -> None:
    with prairie.scope():
        agreement = sign_as(sent(prairie, signers=(TOM, SUE)), TOM)
        actor = Actor.of_link("Sue", agreement.pk)
        agreement = decline_agreement(agreement, SUE.email, reason="No room.", actor=actor)
        agreement = reopen_agreement(agreement, reason="Tom called.", actor=prairie.actor("owner"))
        states = dict(Signer.objects.filter(side="partner").values_list("name", "state"))
        assert states == {"Tom Lindqvist": "signed", "Sue Aldous": "sent"}


def test_voiding_tells_everybody_who_was_asked(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
        agreement = void_agreement(agreement, reason="Wrong term.", actor=prairie.actor("owner"))
        assert agreement.state == AgreementState.VOIDED
    assert kinds(prairie).count("agreement_notice") == 2


def test_voiding_a_complete_agreement_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        with pytest.raises(IllegalMove):
            void_agreement(agreement, reason="Too late.", actor=prairie.actor("owner"))


@pytest.mark.requirement("R56")
def test_agreement_expires_after_its_sign_by_date_only(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        assert expire_agreement(agreement) is None
        Agreement.objects.update(sign_by=today() - timedelta(days=2))
        closed = expire_agreement(agreement)
        assert closed is not None
        assert closed.state == AgreementState.EXPIRED
        assert expire_agreement(agreement) is None


def test_every_step_is_in_the_audit_trail_and_the_log(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        verbs = [event.payload["verb"] for event in agreement.events.order_by("sequence")]
        assert verbs == ["asked", "signed", "signed", "completed"]
        assert check_events(agreement).intact
        audited = set(
            AuditEvent.objects.filter(object_id=agreement.pk).values_list("verb", flat=True)
        )
        assert audited == {"drafted", "send", "partner_sign", "countersign"}
