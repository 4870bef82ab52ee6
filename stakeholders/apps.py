"""The stakeholders app's wiring."""

from django.apps import AppConfig

#: What history says of candidacies; the object's words are the organization's name.
EVENT_PHRASES = {
    ("stakeholders.candidacy", verb): phrase
    for verb, phrase in {
        "identified": "named {} as a prospect",
        "contact": "made first contact with {}",
        "interview": "started the interview with {}",
        "match": "agreed on the fit of {}",
        "invite": "decided to invite {}",
        "commit": "welcomed {} as a partner",
        "close": "closed {} without blame",
        "reopen": "opened {} again",
        "scored": "scored the interview with {}",
        "changed": "changed who is in charge of {}",
    }.items()
}


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        import stakeholders.permissions  # noqa: F401  # declares what the registries name
        from partnerships import registries as registry
        from stakeholders.demo import load
        from stakeholders.rules.elements import recruitment_and_benefit
        from stakeholders.rules.today import recruitment_items
        from stakeholders.services.handovers import hand_over_candidacies, held_candidacies

        registry.add_element_rule((3, 4), recruitment_and_benefit)
        registry.add_once(registry.queue_providers, recruitment_items)
        registry.add_once(registry.demo_loaders, (30, load))
        registry.event_phrases.update(EVENT_PHRASES)
        registry.add_once(
            registry.handovers, registry.Handover(held_candidacies, hand_over_candidacies)
        )
        for tab in (
            registry.Tab(
                "recruitment",
                "Recruitment",
                "stakeholders:recruitment-board",
                40,
                "recruitment.view",
            ),
            registry.Tab("partners", "Partners", "stakeholders:partner-list", 50, "partners.view"),
        ):
            registry.add_once(registry.tabs, tab)
        registry.add_once(
            registry.nav_items,
            registry.NavItem(
                "organizations",
                "Organizations",
                "stakeholders:organization-list",
                30,
                "organizations.view",
            ),
        )
