"""The partnerships app's wiring."""

from django.apps import AppConfig

#: What history says of a partnership.
EVENT_PHRASES = {
    ("partnerships.partnership", "develop"): "moved {} to developing",
    ("partnerships.partnership", "implement"): "moved {} to implementing",
}


class PartnershipsConfig(AppConfig):
    name = "partnerships"

    def ready(self) -> None:
        import partnerships.permissions  # noqa: F401  # declares what the registries name
        from partnerships import registries as registry
        from partnerships.rules.elements import agency_and_purpose
        from partnerships.services.handovers import hand_over_partnerships, held_partnerships

        registry.add_element_rule((1, 2), agency_and_purpose)
        registry.event_phrases.update(EVENT_PHRASES)
        registry.add_once(
            registry.handovers, registry.Handover(held_partnerships, hand_over_partnerships)
        )
        for tab in (
            registry.Tab(
                "overview", "Overview", "partnerships:partnership-detail", 10, "partnerships.view"
            ),
            registry.Tab("charter", "Charter", "partnerships:charter", 20, "charter.view"),
            registry.Tab("history", "History", "partnerships:history", 100, "audit.view"),
        ):
            registry.add_once(registry.tabs, tab)
        for item in (
            registry.NavItem("today", "Today", "partnerships:today", 10, "today.view"),
            registry.NavItem(
                "partnerships",
                "Partnerships",
                "partnerships:partnership-list",
                20,
                "partnerships.view",
            ),
            registry.NavItem("settings", "Settings", "partnerships:settings", 90, "people.view"),
        ):
            registry.add_once(registry.nav_items, item)
        for link in (
            registry.SettingsLink(
                "People and roles",
                "Who works here, who is invited, who may sign.",
                "partnerships:people",
                10,
                "people.view",
            ),
            registry.SettingsLink(
                "Tokens",
                "Keys with which your programs use the API.",
                "partnerships:token-list",
                40,
                "tokens.manage",
            ),
            registry.SettingsLink(
                "Mail",
                "Every mail we sent, with its state.",
                "partnerships:message-list",
                30,
                "messages.view",
            ),
        ):
            registry.add_once(registry.settings_links, link)
