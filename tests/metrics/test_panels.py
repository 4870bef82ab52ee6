"""How panels stand on a dashboard."""

from __future__ import annotations

from metrics.panels import FilledPanel, Panel, Side, side_by_side


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
