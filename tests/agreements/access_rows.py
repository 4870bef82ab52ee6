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


def unknown_link(house: House) -> list[Any]:
    return ["not-a-token"]


A_DRAFT, A_SENT, A_SIGNED = of_agreement(draft), of_agreement(sent), of_agreement(signed)

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
    "agreements:agreement-reopen": Row("agreements.send", of_agreement(declined), post=302),
    "agreements:agreement-void": Row("agreements.void", A_SENT, post=422),
    "agreements:responsibility-add": Row("agreements.write", of_side, post=422),
    "agreements:responsibility-change": Row("agreements.write", of_responsibility, post=422),
    "agreements:responsibility-remove": Row(
        "agreements.write", of_responsibility, get=None, post=302
    ),
    "agreements:signer-resend": Row("agreements.send", of_signer, get=None, post=302),
    "agreements:signer-correct": Row("agreements.send", of_signer, post=422),
    "agreements:signer-replace": Row("agreements.send", of_signer, post=422),
    "agreements:question-answer": Row("agreements.send", of_question, post=422),
    "agreements:commitment-mark": Row("commitments.mark", of_commitment, get=None, post=302),
    "agreements:verify": Row(None, post=422),
    "agreements:copy-read": Row(None, unknown_link, get=404),
    "agreements:copy-file": Row(None, unknown_link, get=404),
    "agreements:sign-read": Row(None, unknown_link, get=404),
    "agreements:sign-continue": Row(None, unknown_link, get=None, post=404),
    "agreements:sign-agree": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-code": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-done": Row(None, unknown_link, get=404),
    "agreements:sign-take-back": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-question": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-someone-else": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-paper": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-decline": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-not-me": Row(None, unknown_link, get=404, post=404),
    "agreements:sign-text": Row(None, unknown_link, get=404),
    "agreements:sign-copy": Row(None, unknown_link, get=404),
}
