"""The forms of this app, for the grid of bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from agreements.forms.decisions import (
    AddressForm,
    AnswerForm,
    CountersignForm,
    FoundOutForm,
    ReasonForm,
    ReopenForm,
    SendForm,
    SignByForm,
    SignerForm,
)
from agreements.forms.doors import (
    AgreeForm,
    DeclineForm,
    PaperForm,
    QuestionForm,
    SomeoneElseForm,
    TakeBackForm,
    VerifyForm,
)
from agreements.forms.drafts import AgreementForm, ResponsibilityForm, StartForm
from agreements.forms.filters import AgreementFilter, CommitmentFilter
from agreements.services.sending import preview_hash
from tests.agreements.access_rows import (
    A_DRAFT,
    A_SENT,
    declined,
    of_agreement,
    of_question,
    of_responsibility,
    of_signer,
    of_wrong_person,
)
from tests.agreements.makers import (
    ENDS_ON,
    STARTS_ON,
    Post,
    draft,
    invite,
    make_organization,
    sent,
    signed,
)
from tests.bad_input import FilterRow, FormRow
from tests.cast import House, today

World = tuple[str, dict[str, Any]]
WORKSPACE = "partnerships/health-sciences/agreements/"


def day_of(prefix: str, day: date) -> dict[str, str]:
    parts = {"month": day.month, "day": day.day, "year": day.year}
    return {f"{prefix}_{part}": str(number) for part, number in parts.items()}


def draft_facts(house: House) -> dict[str, str]:
    return {
        "title": "Host students",
        **day_of("starts_on", STARTS_ON),
        **day_of("ends_on", ENDS_ON),
        "signer_name": "Tom Lindqvist",
        "signer_title": "Plant manager",
        "signer_email": "tom@lindqvist.example",
        "second_name": "Sue Aldous",
        "second_title": "Owner",
        "second_email": "sue@lindqvist.example",
        "signatory": str(house.members["owner"].pk),
    }


def new(house: House) -> World:
    with house.scope():
        organization = make_organization()
    start = f"{WORKSPACE}new/?organization={organization.pk}&template=host-site"
    return house.url(start), draft_facts(house)


def under(make: Callable[[House], list[Any]], path: str, good: Any) -> Any:
    """A page under an agreement that a maker of the access matrix makes; good: may be made."""

    def world(house: House) -> World:
        url = house.url("agreements/" + path.format(*make(house)))
        return url, good(house) if callable(good) else good

    return world


def countersign(house: House) -> World:
    with house.scope():
        agreement = signed(house)
    return house.url(f"agreements/{agreement.pk}/sign/"), signature(agreement)


def signature(agreement: Any) -> dict[str, str]:
    return {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Olive Berg",
        "title": "Director",
    }


def door(path: str, good: Any, make: Callable[[House], Any] = sent) -> Any:
    """A page behind the signer's link; good: what is sent, or how it follows from the agreement."""

    def world(house: House) -> World:
        with house.scope():
            agreement = make(house)
        data = good(agreement) if callable(good) else good
        return f"/sign/{Post(house).token()}/{path}/", data

    return world


PROMISE = {
    "text": "Name one person",
    "detail": "By phone",
    "cadence": "once",
    **day_of("due_on", STARTS_ON),
    "hours_per_quarter": "6",
}
OTHER = {"name": "Sue Aldous", "title": "Owner", "email": "sue@lindqvist.example"}
ELSE = {"name": "Sue Aldous", "email": "sue@lindqvist.example", "text": "She is in on Fridays."}


def send(house: House) -> World:
    with house.scope():
        invite(house)
        agreement = draft(house)
        seen = {"previewed": preview_hash(agreement)}
    return house.url(f"agreements/{agreement.pk}/send/"), sign_by(house) | seen


def sign_by(house: House) -> dict[str, str]:
    return day_of("sign_by", today() + timedelta(days=20))


FORMS: dict[str, FormRow] = {
    "agreement": FormRow(AgreementForm, new),
    "agreement change": FormRow(AgreementForm, under(A_DRAFT, "{}/change/", draft_facts)),
    "promise": FormRow(
        ResponsibilityForm, under(A_DRAFT, "{}/responsibilities/partner/new/", PROMISE)
    ),
    "promise change": FormRow(
        ResponsibilityForm, under(of_responsibility, "{}/responsibilities/{}/", PROMISE)
    ),
    "send": FormRow(SendForm, send),
    "extend": FormRow(SignByForm, under(A_SENT, "{}/extend/", sign_by)),
    "address": FormRow(
        AddressForm, under(of_signer, "{}/signers/{}/correct/", {"email": "tom@right.example"})
    ),
    "other signer": FormRow(SignerForm, under(of_signer, "{}/signers/{}/replace/", OTHER)),
    "void": FormRow(ReasonForm, under(A_SENT, "{}/void/", {"reason": "Sent by mistake."})),
    "take back and change": FormRow(
        ReasonForm, under(A_SENT, "{}/redraft/", {"reason": "Sue wants Wednesdays."})
    ),
    "ask again": FormRow(
        ReopenForm, under(of_agreement(declined), "{}/reopen/", {"reason": "Tom called."})
    ),
    "answer": FormRow(
        AnswerForm, under(of_question, "{}/questions/{}/answer/", {"answer": "Fridays are fine."})
    ),
    "found out": FormRow(
        FoundOutForm,
        under(of_wrong_person, "{}/questions/{}/answer/", {"answer": "It was the right person."}),
    ),
    "countersign": FormRow(CountersignForm, countersign),
    "sign": FormRow(AgreeForm, door("agree", signature), None),
    "take back": FormRow(
        TakeBackForm, door("take-back", {"reason": "The wrong term."}, signed), None
    ),
    "decline": FormRow(DeclineForm, door("not-now", {"reason": "No room."}), None),
    "question": FormRow(QuestionForm, door("question", {"text": "May we start later?"}), None),
    "someone else": FormRow(SomeoneElseForm, door("someone-else", ELSE), None),
    "paper": FormRow(PaperForm, door("paper", {"text": "12 Main Street"}), None),
    "verify": FormRow(
        VerifyForm,
        lambda house: ("/verify/", {"code": "7KQ4-M2XD"}),
        None,
        200,
        is_kept=False,
        needs_one=True,
        silent="It only reads.",
    ),
}
FILTERS: dict[str, FilterRow] = {
    "agreements": FilterRow(AgreementFilter, lambda house: house.url("agreements/")),
    "promises": FilterRow(CommitmentFilter, lambda house: house.url(WORKSPACE + "promises/")),
    "start": FilterRow(StartForm, lambda house: house.url(WORKSPACE + "new/"), answers=422),
}
