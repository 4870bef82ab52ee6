"""What signers ask or say instead of signing, and the convener's answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agreements.models import Agreement, AgreementQuestion, AgreementState, QuestionKind
from agreements.rules.dates import answer_due
from agreements.services.clock import now, today
from agreements.services.events import append_event
from agreements.services.notices import Ask, member_url, queue_answer, quoted, tell_contact
from agreements.services.signing import signer_of
from config.duplicates import made_before, make_once
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.models import LinkPurpose, MagicLink
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock

#: More open questions of one agreement than a person asks; keeps a link from filling a table.
MOST_OPEN = 20


@dataclass(frozen=True)
class QuestionInput:
    """What was said. proposed_*: who should sign instead."""

    kind: str
    text: str = ""
    proposed_name: str = ""
    proposed_email: str = ""


class TooManyQuestions(Exception):
    """The agreement has too many unanswered questions."""


def ask_question(
    agreement: Agreement,
    email: str,
    values: QuestionInput,
    *,
    actor: Actor,
    row_id: UUID | None = None,
) -> AgreementQuestion:
    """Records what a signer said and tells the convener's person, once for a form sent twice.

    Raises NotTheSigner, TooManyQuestions.
    """
    row = lock(agreement)
    signer = signer_of(row, email)
    waiting = AgreementQuestion.objects.filter(agreement=row, answered_at=None)
    own = waiting.filter(signer=signer).only("kind", "text")
    if known := made_before(own, row_id):
        return known
    if waiting.count() >= MOST_OPEN:
        raise TooManyQuestions("Please wait for an answer to what you asked before.")
    question, _ = make_once(own, row_id, agreement=row, signer=signer, **vars(values))
    kind = QuestionKind(values.kind)
    append_event(row, "asked_back", _EVENT_WORDS[kind], actor, text=values.text)
    record_event(actor, "asked", row, after={"kind": kind, "text": values.text})
    _tell_contact(row, question)
    return question


def _tell_contact(agreement: Agreement, question: AgreementQuestion) -> None:
    """What was said, what to do about it, and by when."""
    name, kind = question.signer.name, QuestionKind(question.kind)
    due = us_date(answer_due(today(agreement.convener)))
    headline = f"{name} {kind.label[:1].lower()}{kind.label[1:]}"
    lines = [quoted(question.text)] if question.text else []
    if question.proposed_email:
        lines.insert(0, f"They name {question.proposed_name}, {question.proposed_email}.")
    if kind == QuestionKind.NOT_ME:
        headline = f"Your mail to {name} reached the wrong person"
        lines.append(f"The link is closed. Correct the address by {due}; a new link goes there.")
    else:
        lines.append(f"Please answer by {due}. Your answer goes out by mail.")
    url = member_url(agreement, "question-answer", question.pk)
    ask = Ask("See what to do" if kind == QuestionKind.NOT_ME else f"Answer {name}", url)
    words = "\n\n".join(lines)
    tell_contact(agreement, headline, words, key=f"question:{question.pk}", ask=ask)


def say_not_me(agreement: Agreement, email: str, link: MagicLink, *, actor: Actor) -> None:
    """The mail reached the wrong person: every link to that address closes, the convener is told.

    Through a link that somebody closed a moment before nothing more is said. Raises NotTheSigner,
    TooManyQuestions.
    """
    lock(agreement)
    if MagicLink.objects.filter(pk=link.pk).exclude(revoked_at=None).exists():
        return
    ask_question(agreement, email, QuestionInput(QuestionKind.NOT_ME), actor=actor)
    MagicLink.objects.filter(
        subject_id=link.subject_id,
        purpose=LinkPurpose.SIGN,
        recipient_email__iexact=link.recipient_email,
        revoked_at=None,
    ).update(revoked_at=now())


def answer_question(question: AgreementQuestion, answer: str, *, actor: Actor) -> bool:
    """Answers by mail, with the door to sign; whether a mail went out.

    None goes to the wrong person, or about an agreement that nobody can sign any more. Raises
    IllegalMove for a question that was answered already.
    """
    agreement = lock(question.agreement)
    row = lock(question)
    if row.answered_at is not None:
        raise IllegalMove("question", "answered", "answer")
    row.answer, row.answered_at, row.answered_by = answer, now(), actor.membership
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record_event(actor, "answered", agreement, after={"answer": answer})
    append_event(agreement, "answered", f"answered {row.signer.name}", actor, text=answer)
    if row.kind == QuestionKind.NOT_ME or agreement.state != AgreementState.SENT:
        return False
    return queue_answer(agreement, row.signer, row)


_EVENT_WORDS = {
    QuestionKind.QUESTION: "asked a question or suggested a change",
    QuestionKind.SOMEONE_ELSE: "said that somebody else should sign",
    QuestionKind.NOT_ME: "said that the mail reached the wrong person",
    QuestionKind.PAPER: "asked for the agreement on paper",
}
