"""The stakeholders app's wiring."""

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "stakeholders"

    def ready(self) -> None:
        import stakeholders.permissions  # noqa: F401  # declares what the registries name
        from partnerships import registries as registry
        from stakeholders.demo import load
        from stakeholders.rules.elements import recruitment_and_benefit
        from stakeholders.rules.today import recruitment_items

        registry.add_element_rule((3, 4), recruitment_and_benefit)
        registry.add_once(registry.queue_providers, recruitment_items)
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
