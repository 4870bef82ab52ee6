"""Element 6 of the playbook's seven: clear roles and responsibilities (L418–433)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from agreements.selectors.element_facts import AgreementFacts, agreement_facts
from agreements.services.clock import today
from partnerships.registries import ElementReport, ElementState, PartnershipReport, Step


def roles_and_promises(convener: Any, partnerships: Sequence[Any]) -> dict[UUID, PartnershipReport]:
    """Element 6 and our own promises of each partnership; one statement."""
    facts = agreement_facts(partnerships, today(convener))
    return {
        one.pk: PartnershipReport(
            {6: clear_roles((convener.slug, one.slug), facts[one.pk])}, our_promises(facts[one.pk])
        )
        for one in partnerships
    }


def clear_roles(address: tuple[str, str], facts: AgreementFacts) -> ElementReport:
    """How many agreements are complete, and which one waits for what."""
    if not facts.total:
        new = "agreements:agreement-new"
        step = Step("Write down what each side would do.", "Write an agreement", new, address)
        return ElementReport(ElementState.NOT_STARTED, "No agreement yet.", step)
    words = f"{facts.complete} of {facts.asked} agreements complete."
    if not facts.asked:
        words = "Drafts only."
    urgent = _urgent(address[0], facts)
    if urgent is not None:
        return ElementReport(ElementState.ATTENTION, words, urgent)
    if facts.out or not facts.complete:
        sentence = f"{facts.out} has not signed yet." if facts.out else ""
        sentence = sentence or "Nothing waits for a signature."
        step = Step(sentence, "See agreements", "agreements:partnership-agreements", address)
        return ElementReport(ElementState.UNDER_WAY, words, step)
    return ElementReport(ElementState.IN_PLACE, _ended(facts) or words)


def _ended(facts: AgreementFacts) -> str:
    """The evidence where some that were sent came to nothing; empty where all are complete."""
    rest = facts.asked - facts.complete
    noun = "agreement" if facts.complete == 1 else "agreements"
    verb = "was" if rest == 1 else "were"
    return f"{facts.complete} {noun} complete; {rest} {verb} declined or ran out." if rest else ""


def _urgent(slug: str, facts: AgreementFacts) -> Step | None:
    """Our own signature first, then an open question."""
    if facts.for_us:
        pk, name = facts.for_us
        words = f"{name} waits for our signature."
        # Its page has the button for whoever may sign for us; the others read it there.
        return Step(words, "See the agreement", "agreements:agreement-detail", (slug, pk))
    if facts.with_question:
        pk, name = facts.with_question
        view, may = "agreements:agreement-detail", "agreements.send"
        return Step(f"{name} has a question.", "Answer", view, (slug, pk), permission=may)
    return None


def our_promises(facts: AgreementFacts) -> str:
    """`Our promises: 17 of 19 kept.` where some were due (B15); else empty."""
    return f"Our promises: {facts.kept} of {facts.due} kept." if facts.due else ""
