"""How panels stand on a dashboard."""

from __future__ import annotations

import pytest

from metrics.panels import FilledPanel, Panel, Side, panels_for, side_by_side


def filled(key: str, side: Side) -> FilledPanel:
    return FilledPanel(Panel(key, 1, side, lambda *_: None, "none.html"), {})


def keys(*panels: FilledPanel) -> list[tuple[list[str], list[str]]]:
    return [
        ([one.panel.key for one in wide], [one.panel.key for one in narrow])
        for wide, narrow in side_by_side(panels)
    ]


def test_panels_stand_in_pairs_and_the_rest_beneath_the_last() -> None:
    shown = keys(
        filled("trend", Side.WIDE),
        filled("cells", Side.NARROW),
        filled("promises", Side.WIDE),
        filled("check-ins", Side.NARROW),
        filled("agreements", Side.WIDE),
    )
    assert shown == [(["trend"], ["cells"]), (["promises", "agreements"], ["check-ins"])]


def test_panels_of_one_side_share_one_row() -> None:
    assert keys(filled("cells", Side.NARROW), filled("check-ins", Side.NARROW)) == [
        ([], ["cells", "check-ins"])
    ]


def test_no_panel_makes_no_row() -> None:
    assert keys() == []


def test_panel_that_needs_a_permission_is_kept_from_the_others() -> None:
    own = Panel("own", 1, Side.WIDE, lambda *_: None, "none.html", permission="check_ins.view")
    panels = [FilledPanel(own, {}), filled("cells", Side.NARROW)]
    shown = {role: len(panels_for(role, panels)) for role in ("viewer", "intermediary")}
    assert shown == {"viewer": 2, "intermediary": 1}


def test_panel_that_not_everybody_may_see_is_never_printed() -> None:
    with pytest.raises(ValueError, match="a report is passed on"):
        Panel("own", 1, Side.WIDE, lambda *_: None, "a.html", "b.html", permission="x.view")
