"""Elements 5 and 7 of the playbook's seven, and how partners checked in, for Today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from metrics.rules.check_in_element import checked_in_words, open_lines
from metrics.rules.measures import process_wide_metrics
from metrics.selectors.element_facts import success_facts
from partnerships.registries import PartnershipReport


def communication_and_success(
    convener: Any, partnerships: Sequence[Any]
) -> dict[UUID, PartnershipReport]:
    """Elements 5 and 7 of each partnership; one statement."""
    facts = success_facts(convener, partnerships)
    return {
        one.pk: PartnershipReport(
            {
                5: open_lines((convener.slug, one.slug), facts[one.pk].check_ins),
                7: process_wide_metrics((convener.slug, one.slug), facts[one.pk].measures),
            },
            checked_in_words(facts[one.pk].check_ins),
        )
        for one in partnerships
    }
