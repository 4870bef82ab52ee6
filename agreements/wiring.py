"""What this app adds to pages of the apps below it."""

from __future__ import annotations

from agreements.demo import load
from agreements.rules.elements import roles_and_promises
from agreements.rules.today import agreement_items
from agreements.services.handovers import hand_over_agreements, held_agreements
from agreements.services.notices import (
    is_countersign_request_idle,
    is_request_over,
    present_facts,
)
from partnerships import registries as registry
from partnerships.models import LinkPurpose

#: What history says of agreements and promises.
EVENT_PHRASES = {
    (f"agreements.{name}", verb): phrase
    for name, phrases in {
        "agreement": {
            "added a responsibility": "added a promise to {}",
            "answered": "answered a question about {}",
            "asked": "asked about {}",
            "changed a responsibility": "changed a promise in {}",
            "changed the draft": "changed the draft of {}",
            "copied": "started again from {}",
            "corrected": "corrected a signer’s address in {}",
            "countersign": "signed {} for us",
            "decline": "said “not right now” to {}",
            "drafted": "wrote a draft of {}",
            "expire": "closed {}, not signed in time",
            "extend": "gave more time to sign {}",
            "extended": "gave more time to sign {}",
            "handed over": "handed {} over",
            "partner_sign": "signed {}",
            "removed a responsibility": "removed a promise from {}",
            "reopen": "asked again to sign {}",
            "send": "sent {} for signature",
            "take_back": "took a signature on {} back",
            "void": "took {} back",
        },
        "commitment": {
            "keep": "marked {} as kept",
            "miss": "marked {} as missed",
            "open_again": "marked {} as open again",
            "report_kept": "reported {} as kept",
            "report_missed": "reported {} as missed",
        },
    }.items()
    for verb, phrase in phrases.items()
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
    registry.idle_mail["agreement_sign"] = is_request_over
    registry.idle_mail["agreement_countersign"] = is_countersign_request_idle
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
    registry.add_once(registry.demo_loaders, (55, load))
