"""What measures, reports and the network add to pages of the lower apps."""

from __future__ import annotations

from partnerships import registries as registry


def wire() -> None:
    """Fills the registries; called once from `MetricsConfig.ready`."""
    from agreements.registries import outcome_providers
    from metrics.demo_measures import load, share
    from metrics.panels import dashboard_panels
    from metrics.selectors.outcomes import targets_to_reach
    from metrics.selectors.promises import AGREEMENTS, PROMISES
    from metrics.services.publishing import follow_region

    registry.add_once(
        registry.tabs,
        registry.Tab("dashboard", "Dashboard", "metrics:dashboard", 90, "dashboard.view"),
    )
    registry.add_once(
        registry.nav_items,
        registry.NavItem(
            "network", "Network", "metrics:network", 50, "network.view", _is_state_agency
        ),
    )
    registry.add_once(
        registry.settings_links,
        registry.SettingsLink(
            "Measures and periods",
            "What we measure, in which unit, over which time.",
            "metrics:indicator-list",
            40,
            "indicators.view",
        ),
    )
    registry.add_once(
        registry.settings_links,
        registry.SettingsLink(
            "Sharing with the state",
            "What a state agency sees of our figures, and since when.",
            "metrics:sharing",
            50,
            "sharing.view",
            _is_no_state_agency,
        ),
    )
    registry.add_once(registry.region_changes, follow_region)
    registry.event_phrases.update(EVENT_PHRASES)
    registry.quiet_events.add("metrics.report")
    registry.add_once(dashboard_panels, PROMISES)
    registry.add_once(dashboard_panels, AGREEMENTS)
    registry.add_once(outcome_providers, targets_to_reach)
    registry.add_once(registry.demo_loaders, (50, load))
    registry.add_once(registry.demo_loaders, (90, share))


#: What history says of measures.
EVENT_PHRASES = {
    ("metrics.target", "set a target"): "set the {lower}",
    ("metrics.observation", "recorded"): "recorded {}",
    ("metrics.observation", "corrected"): "corrected {}",
    ("metrics.report", "asked for a report"): "asked for the dashboard as a PDF",
    ("metrics.report", "claim"): "began the PDF",
    ("metrics.report", "finish"): "made the PDF",
    ("metrics.report", "give_up"): "could not make the PDF",
    ("metrics.report", "requeue"): "began the PDF again",
    ("metrics.report", "retry"): "asked for the PDF again",
}


def _is_no_state_agency(convener: object) -> bool:
    return not _is_state_agency(convener)


def _is_state_agency(convener: object) -> bool:
    return bool(getattr(convener, "is_state_agency", False))
