"""What this app adds to pages of the apps below it."""

from __future__ import annotations

from agreements.demo import load
from agreements.rules.elements import roles_and_promises
from agreements.rules.today import agreement_items
from partnerships import registries as registry


def connect() -> None:
    """Fills the registries; called once at start."""
    registry.add_element_rule((6,), roles_and_promises)
    registry.add_once(registry.queue_providers, agreement_items)
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
