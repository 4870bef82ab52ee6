"""Elements 5 and 7 of the playbook's seven, and how partners checked in, for Today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from metrics.rules.check_in_element import checked_in_words, open_lines
from metrics.rules.measures import process_wide_metrics
from metrics.selectors.element_facts import SuccessFacts, success_facts
from partnerships.registries import PartnershipReport


def communication_and_success(
    convener: Any, partnerships: Sequence[Any]
) -> dict[UUID, PartnershipReport]:
    """Elements 5 and 7 of each partnership; one statement.

    Who may not see check-ins reads what the check-in's door promises of others: no result of
    fewer than five partners, and nothing that follows from a low answer.
    """
    facts = success_facts(convener, partnerships)
    return {one.pk: _report((convener.slug, one.slug), facts[one.pk]) for one in partnerships}


def _report(address: tuple[str, str], facts: SuccessFacts) -> PartnershipReport:
    standing = facts.check_ins
    outside = standing and standing.without_answers
    measures = process_wide_metrics(address, facts.measures)
    return PartnershipReport(
        {5: open_lines(address, standing), 7: measures},
        checked_in_words(standing),
        permission="check_ins.view",
        otherwise=PartnershipReport(
            {5: open_lines(address, outside), 7: measures}, checked_in_words(outside)
        ),
    )
