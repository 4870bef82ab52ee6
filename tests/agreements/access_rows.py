"""Rows of the access matrix for the addresses of `agreements`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agreements.models import Commitment, QuestionKind, Responsibility
from agreements.services.declining import decline_agreement
from agreements.services.questions import QuestionInput, ask_question
from partnerships.services.audit import Actor
from tests.agreements.makers import (
    TOM,
    Post,
    complete,
    draft,
    sealed,
    sent,
    signed,
    signer_of,
)
from tests.cast import House
from tests.matrix import Row, of_partnership

Args = Callable[[House], list[Any]]


def of_agreement(make: Callable[[House], Any]) -> Args:
    """Arguments of an address that names an agreement at some step."""

    def args(house: House) -> list[Any]:
        with house.scope():
            return [make(house).pk]

    return args


def declined(house: House) -> Any:
    agreement = sent(house)
    actor = Actor.of_link(TOM.name, agreement.pk)
    return decline_agreement(agreement, TOM.email, reason="No room.", actor=actor)


def of_signer(house: House) -> list[Any]:
    with house.scope():
        agreement = sent(house)
        return [agreement.pk, signer_of(agreement).pk]


def of_responsibility(house: House) -> list[Any]:
    with house.scope():
        agreement = draft(house)
        return [agreement.pk, Responsibility.objects.filter(agreement=agreement)[0].pk]


def of_side(house: House) -> list[Any]:
    with house.scope():
        return [draft(house).pk, "partner"]


def of_question(
    house: House, kind: QuestionKind = QuestionKind.QUESTION, text: str = "May we?"
) -> list[Any]:
    with house.scope():
        agreement = sent(house)
        actor = Actor.of_link(TOM.name, agreement.pk)
        values = QuestionInput(kind, text)
        return [agreement.pk, ask_question(agreement, TOM.email, values, actor=actor).pk]


def of_wrong_person(house: House) -> list[Any]:
    return of_question(house, QuestionKind.NOT_ME, "")


def of_commitment(house: House) -> list[Any]:
    with house.scope():
        return [Commitment.objects.filter(agreement=complete(house))[0].pk, "keep"]


def of_sealed(house: House) -> list[Any]:
    return [sealed(house).pk]


def of_link(make: Callable[[House], Any], kind: str = "agreement_sign") -> Args:
    """The token in the newest mail of a kind, once an agreement is at some step."""

    def args(house: House) -> list[Any]:
        with house.scope():
            make(house)
        return [Post(house).token(kind)]

    return args


def of_copy(house: House) -> list[Any]:
    sealed(house)
    return [Post(house).token("agreement_complete", TOM.email)]


A_DRAFT, A_SENT, A_SIGNED = of_agreement(draft), of_agreement(sent), of_agreement(signed)
TO_SIGN, HAVING_SIGNED = of_link(sent), of_link(signed)

ROWS: dict[str, Row] = {
    "agreements:agreement-list": Row("agreements.view"),
    "agreements:partnership-agreements": Row("agreements.view", of_partnership),
    "agreements:commitment-list": Row("agreements.view", of_partnership),
    "agreements:agreement-new": Row("agreements.write", of_partnership, post=422),
    "agreements:agreement-detail": Row("agreements.view", A_SIGNED),
    "agreements:agreement-text": Row("agreements.view", A_SENT),
    "agreements:agreement-file": Row("agreements.view", of_sealed),
    "agreements:agreement-change": Row("agreements.write", A_DRAFT, post=422),
    "agreements:agreement-discard": Row("agreements.write", A_DRAFT, get=None, post=302),
    "agreements:agreement-send": Row("agreements.send", A_DRAFT, post=422),
    "agreements:agreement-countersign": Row("agreements.sign", A_SIGNED, post=422),
    "agreements:agreement-extend": Row("agreements.send", A_SENT, post=422),
    "agreements:agreement-reopen": Row("agreements.send", of_agreement(declined), post=422),
    "agreements:agreement-redraft": Row("agreements.void", A_SENT, post=422),
    "agreements:agreement-again": Row(
        "agreements.write", of_agreement(declined), get=None, post=302
    ),
    "agreements:agreement-void": Row("agreements.void", A_SENT, post=422),
    "agreements:responsibility-add": Row("agreements.write", of_side, post=422),
    "agreements:responsibility-change": Row("agreements.write", of_responsibility, post=422),
    "agreements:responsibility-remove": Row(
        "agreements.write", of_responsibility, get=None, post=302
    ),
    "agreements:signer-resend": Row(
        "agreements.send",
        of_signer,
        get=None,
        post=302,
        silent="The first mail has just been written.",
    ),
    "agreements:signer-correct": Row("agreements.send", of_signer, post=422),
    "agreements:signer-replace": Row("agreements.send", of_signer, post=422),
    "agreements:question-answer": Row("agreements.send", of_question, post=422),
    "agreements:commitment-mark": Row("commitments.mark", of_commitment, get=None, post=302),
    "agreements:verify": Row(None, post=422),
    "agreements:copy-read": Row(None, of_copy),
    "agreements:copy-file": Row(None, of_copy),
    "agreements:sign-read": Row(None, TO_SIGN),
    "agreements:sign-continue": Row(
        None, TO_SIGN, get=None, post=302, silent="It remembers the device and nothing else."
    ),
    "agreements:sign-agree": Row(None, TO_SIGN, post=422),
    "agreements:sign-code": Row(
        None, TO_SIGN, get=302, post=200, silent="It mails a code; the outbox keeps that."
    ),
    "agreements:sign-done": Row(None, HAVING_SIGNED),
    "agreements:sign-take-back": Row(None, HAVING_SIGNED, post=302),
    "agreements:sign-question": Row(None, TO_SIGN, post=422),
    "agreements:sign-someone-else": Row(None, TO_SIGN, post=422),
    "agreements:sign-paper": Row(None, TO_SIGN, post=422),
    "agreements:sign-decline": Row(None, TO_SIGN, post=422),
    "agreements:sign-not-me": Row(None, TO_SIGN, post=200),
    "agreements:sign-text": Row(None, TO_SIGN),
    "agreements:sign-copy": Row(None, HAVING_SIGNED),
}
