"""What check-ins and evaluations add to pages of the other apps and of this one."""

from __future__ import annotations

from datetime import date
from typing import Any

#: What history says of check-ins.
EVENT_PHRASES = {
    ("metrics.checkin", "answer"): "answered the {lower}",
    (
        "metrics.checkin",
        "said it is not for them",
    ): "said that the {lower} reached the wrong person",
    ("metrics.checkin", "record"): "put the {lower} on record",
    ("metrics.evaluationround", "reminded"): "reminded people of the {lower}",
    ("partnerships.followup", "opened a follow-up"): "put {} on the list",
    ("partnerships.followup", "reopened a follow-up"): "put {} on the list again",
    ("partnerships.followup", "closed a follow-up"): "recorded what came of {}",
    ("partnerships.followup", "took a follow-up"): "took over {}",
}


def wire() -> None:
    """Fills the registries; called when the app is ready."""
    from metrics.demo_check_ins import load as load_check_ins
    from metrics.demo_evaluations import load as load_evaluations
    from metrics.panels import Panel, Side, dashboard_panels
    from metrics.rules.elements import communication_and_success
    from metrics.rules.today import communication_items
    from metrics.selectors.check_in_follow_ups import check_in_addresses
    from metrics.services.check_in_upkeep import is_question_over
    from metrics.services.fresh_links import present_check_in, present_evaluation
    from metrics.services.handovers import hand_over_check_ins, held_check_ins
    from partnerships import registries as registry
    from partnerships.models import LinkPurpose

    registry.add_element_rule((5, 7), communication_and_success)
    registry.add_once(registry.queue_providers, communication_items)
    registry.event_phrases.update(EVENT_PHRASES)
    registry.event_titles.add("partnerships.followup")
    registry.add_once(registry.event_addresses, check_in_addresses)
    registry.add_once(registry.handovers, registry.Handover(held_check_ins, hand_over_check_ins))
    registry.present_facts[LinkPurpose.CHECK_IN] = present_check_in
    registry.present_facts[LinkPurpose.EVALUATE] = present_evaluation
    for kind in ("check_in", "check_in_reminder"):
        registry.idle_mail[kind] = is_question_over
    registry.add_once(registry.demo_loaders, (60, load_check_ins))
    registry.add_once(registry.demo_loaders, (65, load_evaluations))
    for tab in (
        registry.Tab(
            "communication", "Communication", "metrics:check-in-list", 70, "check_ins.view"
        ),
        registry.Tab("evaluation", "Evaluation", "metrics:evaluation-list", 80, "evaluations.view"),
    ):
        registry.add_once(registry.tabs, tab)
    for panel in (
        Panel(
            "evaluation",
            20,
            Side.NARROW,
            _cells,
            "metrics/evaluation_panel.html",
            "metrics/evaluation_panel_document.html",
            is_half_page=True,
        ),
        # Single partners' answers stay with the convener: not in a report that is passed on.
        Panel(
            "check_ins",
            40,
            Side.NARROW,
            _strip,
            "metrics/check_in_panel.html",
            permission="check_ins.view",
        ),
    ):
        registry.add_once(dashboard_panels, panel)


def _cells(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    from metrics.selectors.evaluations import ten_cells

    return ten_cells(partnership)


def _strip(convener: Any, partnership: Any, today: date) -> dict[str, Any] | None:
    from metrics.selectors.check_ins import check_in_strip

    return check_in_strip(partnership, today)
