"""The stakeholders app's wiring."""

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        import stakeholders.permissions  # noqa: F401  # declares what the registries name
        from partnerships import registries as registry
        from stakeholders.demo import load
        from stakeholders.rules.elements import mutual_benefit, purposeful_recruitment
        from stakeholders.rules.today import candidacies_past_limit, needs_overdue

        registry.add_element_rule(3, purposeful_recruitment)
        registry.add_element_rule(4, mutual_benefit)
        registry.add_once(registry.queue_providers, candidacies_past_limit)
        registry.add_once(registry.queue_providers, needs_overdue)
        registry.add_once(registry.demo_loaders, (30, load))
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
