"""What this app adds to pages of the apps below it."""

from __future__ import annotations

from agreements.demo import load
from agreements.rules.elements import roles_and_promises
from agreements.rules.today import agreement_items
from agreements.services.handovers import hand_over_agreements, held_agreements
from agreements.services.notices import present_facts
from partnerships import registries as registry
from partnerships.models import LinkPurpose

#: What history says of agreements.
EVENT_PHRASES = {
    ("agreements.agreement", "partner_sign"): "signed {}",
    ("agreements.agreement", "asked"): "asked about {}",
    ("agreements.agreement", "answered"): "answered a question about {}",
}
EVENT_TITLES = {"agreements.agreement", "agreements.commitment", "agreements.responsibility"}


def connect() -> None:
    """Fills the registries; called once at start."""
    registry.add_element_rule((6,), roles_and_promises)
    registry.add_once(registry.queue_providers, agreement_items)
    registry.event_phrases.update(EVENT_PHRASES)
    registry.event_titles.update(EVENT_TITLES)
    registry.add_once(registry.handovers, registry.Handover(held_agreements, hand_over_agreements))
    registry.present_facts[LinkPurpose.SIGN] = present_facts
    registry.present_facts[LinkPurpose.COPY] = present_facts
    registry.add_once(
        registry.tabs,
        registry.Tab(
            "agreements",
            "Agreements",
            "agreements:partnership-agreements",
            60,
            "agreements.view",
        ),
    )
    registry.add_once(
        registry.nav_items,
        registry.NavItem(
            "agreements", "Agreements", "agreements:agreement-list", 40, "agreements.view"
        ),
    )
    registry.add_once(registry.demo_loaders, (30, load))
