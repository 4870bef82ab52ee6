"""Charts: safe SVG with a name, values where they belong, honest gaps and open periods."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from config import charts, colours
from config.chart_comparison import Comparison
from config.chart_comparison import comparison as comparison_of
from config.chart_specs import TEXT_SIZE
from config.chart_trend import Reference, TrendPoint
from config.chart_trend import trend as trend_of

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    TrendPoint("2014", 455, "455"),
    TrendPoint("2015", None),
    TrendPoint("2016", 573, "573"),
    TrendPoint("2017", 700, "700"),
    TrendPoint("2018", 310, "310 so far", incomplete=True),
]


def trend(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": "Internships",
        "description": "Internships by year",
        "target": Reference(680, "Target 680"),
        "baseline": Reference(573, "Baseline 573"),
        "brand": "#3f57a6",
    }
    return trend_of(POINTS, **(given | changes))


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_a_chart_is_one_image_with_name_and_description() -> None:
    root = ElementTree.fromstring(charts.render_chart(trend()))
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", "Internships")
    assert (description.tag, description.text) == (f"{SVG}desc", "Internships by year")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_a_chart_carries_no_style_script_or_outside_reference() -> None:
    for spec in (trend(), comparison()):
        svg = charts.render_chart(spec)
        assert re.findall(r"style=|<style|<script|href|\son\w+=|url\((?!#)", svg) == []


def test_a_trend_labels_points_target_and_baseline_once() -> None:
    labels = texts(charts.render_chart(trend()))
    for label in ("455", "573", "700", "310 so far", "Target 680", "Baseline 573"):
        assert labels.count(label) == 1


def test_a_period_without_data_keeps_its_place_and_breaks_the_line() -> None:
    svg = charts.render_chart(trend())
    assert texts(svg).count("2015") == 1
    lines = re.findall(r'<path d="(M[^"]*)" stroke="#3f57a6" stroke-width="2.5"', svg)
    assert [path.count("L") for path in lines if "L" in path] == [1]


def test_an_incomplete_period_is_a_hollow_point_on_a_dotted_line() -> None:
    svg = charts.render_chart(trend())
    points = re.findall(r'fill="(#\w+)" stroke="#3f57a6"', svg)
    assert (points.count("#ffffff"), points.count("#3f57a6")) == (1, 3)
    assert svg.count('stroke-dasharray="2,3"') == 1


def test_the_target_is_dashed_and_the_brand_draws_the_data() -> None:
    svg = charts.render_chart(trend(brand="#07648d"))
    assert svg.count('stroke-dasharray="5,4"') == 1
    assert ("#07648d" in svg, "#3f57a6" in svg) == (True, False)


def test_a_point_at_issue_is_orange() -> None:
    spec = trend_of(
        [TrendPoint("2016", 4, "4"), TrendPoint("2017", 2, "2", at_issue=True)],
        title="T",
        description="D",
    )
    assert charts.render_chart(spec).count('fill="#c05600"') == 1


def test_labels_of_near_levels_move_apart() -> None:
    close = trend(target=Reference(575, "Target 575"))
    svg = charts.render_chart(close)
    apart = height_of("Baseline 573", svg) - height_of("Target 575", svg)
    assert apart >= TEXT_SIZE * 0.7


def height_of(label: str, svg: str) -> float:
    found = re.search(rf'translate\([\d.]+,([\d.]+)\)"[^>]*>{label}<', svg)
    assert found, label
    return float(found[1])


@pytest.mark.parametrize(("first", "is_below"), [(540, True), (200, False)])
def test_label_that_the_target_would_strike_stands_below_where_the_line_leaves_room(
    first: float, is_below: bool
) -> None:
    points = [TrendPoint("2025", first, "before"), TrendPoint("2026", 550, "at least 550")]
    for target, below in ((600, is_below), (800, False)):
        reference = Reference(target, "Target")
        spec = trend_of(points, title="T", description="D", target=reference, width=300)
        svg = charts.render_chart(spec)
        points_at = re.findall(r'translate\([\d.]+,([\d.]+)\)" d="M4', svg)
        assert len(points_at) == 2
        assert (height_of("at least 550", svg) > float(points_at[1])) is below


def comparison(name: str = "Job shadow") -> dict[str, Any]:
    rows = [Comparison(name, 1700, 3000, "1,700+", "3,000+"), Comparison("None yet", None, 0)]
    return comparison_of(rows, title="People", description="In two years")


def test_bars_carry_their_values_and_names() -> None:
    labels = texts(charts.render_chart(comparison()))
    assert {"Job shadow", "None yet", "1,700+", "3,000+"} <= set(labels)


def test_two_charts_of_one_width_are_equally_wide_whatever_their_words() -> None:
    widths = {
        re.search(r'width="([\d.]+)"', charts.render_chart(comparison(name)))[1]  # type: ignore[index] # every SVG has a width
        for name in ("A", "A rather longer name of a program", "W" * 200)
    }
    assert widths == {"400"}


def test_hostile_words_stay_words() -> None:
    name = '<script>alert(1)</script>" onload="x \u202e 🎉 \x00'
    svg = charts.render_chart(comparison(name))
    assert "<script" not in svg
    assert ElementTree.fromstring(svg) is not None


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\ud800", "\ufffe", "\n", ""])
def test_a_sign_xml_cannot_carry_becomes_a_space(sign: str) -> None:
    labels = texts(charts.render_chart(comparison(f"Job{sign}shadow")))
    assert ("Jobshadow" if sign == "" else "Job shadow") in labels


def test_a_very_long_value_leaves_room_for_the_bars() -> None:
    rows = [Comparison("A", 1, 2, "1", "9" * 5000)]
    svg = charts.render_chart(comparison_of(rows, title="T", description="D"))
    assert "…" in "".join(texts(svg))
    assert ElementTree.fromstring(svg).get("width") == "400"


def test_no_rows_and_no_points_still_draw() -> None:
    empty = comparison_of([], title="T", description="D")
    assert charts.render_chart(empty).startswith("<svg")
    nothing = trend_of([TrendPoint("2016", None)], title="T", description="D")
    assert charts.render_chart(nothing).startswith("<svg")


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "file:///etc/hostname"}},
        {"data": {"url": "http://127.0.0.1:1/data.csv"}},
        {"layer": [{"mark": {"type": "image"}}]},
        {"layer": [{"data": {"url": "a.csv"}, "mark": "bar"}]},
        {"layer": [{"mark": "no such mark"}]},
    ],
)
def test_a_specification_that_reads_outside_or_makes_no_sense_is_refused(
    part: dict[str, Any],
) -> None:
    with pytest.raises(charts.ChartError):
        charts.render_chart({**trend(), **part})


def test_a_chart_without_description_is_refused() -> None:
    with pytest.raises(charts.ChartError, match="description"):
        charts.render_chart(trend(description=""))


def test_the_key_is_the_same_for_the_same_data_in_another_order() -> None:
    spec = trend()
    assert charts.chart_key(dict(reversed(spec.items()))) == charts.chart_key(spec)
    assert charts.chart_key(trend(width=561)) != charts.chart_key(spec)
    assert len(charts.chart_key(spec)) == 64


def test_a_key_of_what_is_not_plain_data_is_refused() -> None:
    with pytest.raises(charts.ChartError, match="plain data"):
        charts.chart_key({"value": float("nan")})


def test_the_earlier_bar_can_be_told_from_paper_and_from_the_later_bar() -> None:
    for brand in ("#07648d", "#3f57a6", "#005ea2", "#1c1d1f"):
        light = colours.lighter_companion(brand)
        assert colours.contrast(light) >= 2.2
        assert colours.contrast(light, brand) >= 1.8


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000") == pytest.approx(21)
    assert colours.contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_compact_trend_labels_its_levels_on_their_lines_and_fits_a_phone() -> None:
    wide, phone = trend(width=296), trend(width=296, compact=True)
    widths = [
        float(re.search(r'width="([\d.]+)"', charts.render_chart(spec))[1])  # type: ignore[index] # every SVG has a width
        for spec in (wide, phone)
    ]
    assert widths[0] > 358 >= widths[1]
    assert {"Target 680", "Baseline 573"} <= set(texts(charts.render_chart(phone)))


def test_compact_trend_writes_only_the_ends_where_values_would_touch() -> None:
    points = [TrendPoint(str(year), 10.0 * year, f"${year},000,000") for year in range(2019, 2025)]
    spec = trend_of(points, title="T", description="D", width=296, compact=True)
    written = [text for text in texts(charts.render_chart(spec)) if text.endswith(",000,000")]
    assert written == ["$2019,000,000", "$2024,000,000"]


def test_a_drawing_served_as_a_file_carries_the_faces_it_is_written_in() -> None:
    svg = charts.render_chart(trend())
    served = charts.with_fonts(svg)
    assert re.findall(r"font-weight:(\d+);src:url\(data:font/woff2", served) == ["400", "600"]
    assert texts(served) == texts(svg)
    assert len(served) < 80_000
