"""The pieces that pages are made of: what they draw, and what they refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from config.forms import LongTextField, MemorableDateField, RadioTiles
from config.staticfiles import StaticFilesStorage

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
HOSTILE = '<script>alert(1)</script> \u202eabc 🎓 "quoted"'


class PlanForm(forms.Form):
    name = forms.CharField(max_length=10, help_text="As on the door.")
    starts = MemorableDateField(label="First day")
    fit = forms.ChoiceField(choices=[("a", "Good"), ("b", "Poor")], widget=RadioTiles)
    note = LongTextField(max_length=5, required=False)
    email = forms.EmailField(widget=forms.EmailInput({"placeholder": "you@example.org"}))


def draw(markup: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template(markup).render(RequestContext(request, context))


def typed(**changes: str) -> dict[str, str]:
    dates = {"starts_month": "1", "starts_day": "5", "starts_year": "2027"}
    return {"name": "Tom", **dates, "fit": "a", "note": "", "email": "t@example.org", **changes}


@pytest.mark.parametrize(
    "state", ["late", "risk", "under_way", "in_place", "not_started", "reached"]
)
def test_mark_of_each_state_has_a_shape_a_word_and_a_color(state: str) -> None:
    drawn = draw(f'{{% mark "{state}" %}}')
    assert "<svg" in drawn
    assert f"mark-{state}" in drawn
    assert re.search(r"<span>[A-Z][a-z ]+</span>", drawn)


def test_mark_of_an_unknown_state_is_refused() -> None:
    with pytest.raises(KeyError):
        draw('{% mark "purple" %}')


def test_element_strip_says_each_state_in_words() -> None:
    drawn = draw("{% element_strip squares %}", squares=[(5, "Communication", "attention")])
    assert "Communication: Needs attention" in drawn


def test_block_tag_escapes_its_texts_and_keeps_its_content() -> None:
    drawn = draw("{% label_box title %}<em>kept</em>{% endlabel_box %}", title=HOSTILE)
    assert "<script>" not in drawn
    assert "<em>kept</em>" in drawn


def test_sort_head_turns_the_order_round_and_forgets_the_page() -> None:
    drawn = draw('{% sort_head "Region" "region" %}', "/?sort=region&page=3&waiting=me")
    assert 'aria-sort="ascending"' in drawn
    assert "sort=-region" in drawn
    assert "waiting=me" in drawn
    assert "page=" not in drawn


def test_pagination_in_the_middle_keeps_the_filters() -> None:
    page = Paginator(range(200), 25).page(2)
    drawn = draw('{% pagination page "agreements" %}', "/?waiting=me&page=2", page=page)
    assert "26 to 50 of 200 agreements" in drawn
    assert "waiting=me&amp;page=3" in drawn


@pytest.mark.parametrize(
    ("share", "count", "words"), [(78, 41, "78%"), (100, 4, "Lacks data"), (None, 9, "Lacks data")]
)
def test_heat_cell_under_five_answers_lacks_data(share: int | None, count: int, words: str) -> None:
    assert words in draw("{% heat_cell share count %}", share=share, count=count)


def test_meter_beyond_its_maximum_is_full_and_says_so_in_text() -> None:
    drawn = draw('{% meter 30 20 "30 of 20 hours" %}')
    assert 'width="100' in drawn
    assert 'aria-label="30 of 20 hours"' in drawn


def test_post_button_carries_the_token_and_its_values() -> None:
    drawn = draw('{% post_button "Void it" "/void/" reason="mistake" %}')
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', drawn)
    assert 'name="reason" value="mistake"' in drawn


def test_form_with_errors_links_each_to_its_field_and_keeps_what_was_typed() -> None:
    form = PlanForm(typed(name=HOSTILE, email="tom@"))
    drawn = str(form)
    assert '<a href="#id_name">Name</a>' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'id="id_email_error"' in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202eabc 🎓" in drawn
    assert "<script>" not in drawn


def test_form_with_a_missing_choice_links_to_the_first_tile() -> None:
    assert 'href="#id_fit_0"' in str(PlanForm(typed(fit="")))


def test_form_has_no_placeholder_and_styles_every_input() -> None:
    drawn = str(PlanForm())
    assert "placeholder" not in drawn
    assert drawn.count('class="usa-input"') == 4


def test_date_that_does_not_exist_is_refused_and_stays_as_typed() -> None:
    form = PlanForm(typed(starts_month="2", starts_day="31"))
    assert form.errors["starts"] == ["Enter a real date, such as Nov 23, 2026."]
    assert 'name="starts_day" value="31"' in str(form)


@pytest.mark.parametrize("year", ["27", "0", "٢٠٢٧x", "\x00"])
def test_date_with_a_strange_year_is_refused(year: str) -> None:
    assert "starts" in PlanForm(typed(starts_year=year)).errors


def test_date_in_three_parts_becomes_a_date() -> None:
    form = PlanForm(typed())
    assert form.is_valid()
    assert form.cleaned_data["starts"].isoformat() == "2027-01-05"


def test_long_text_counts_a_line_break_as_one_character() -> None:
    form = PlanForm(typed(note="ab\r\ncd"))
    assert form.is_valid()
    assert form.cleaned_data["note"] == "ab\ncd"


def test_server_error_page_needs_no_request_and_no_database() -> None:
    assert "Something went wrong on our side" in render_to_string("500.html")


def test_no_template_has_inline_script_or_style() -> None:
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(src=|type=\"application/json\"))"
    )
    elsewhere = {"mail", "pdf"}  # mail clients and paper read no stylesheet of ours
    pages = [path for path in TEMPLATES.rglob("*.html") if not elsewhere & set(path.parts)]
    found = [str(path) for path in pages if inline.search(TAGS.sub("", path.read_text()))]
    assert len(pages) > 80
    assert found == []


def converter_of(name: str) -> str:
    convert = StaticFilesStorage(location="/nonexistent").url_converter(name, {})
    match = re.fullmatch(r"(?P<matched>url\((?P<quote>)(?P<url>.*?)\))", "url(missing.woff2)")
    assert match is not None
    return convert(match)


def test_vendored_stylesheet_naming_a_file_we_do_not_ship_keeps_the_name() -> None:
    assert converter_of("vendor/uswds-3.14.0/css/uswds.min.css") == "url(missing.woff2)"


def test_every_font_and_picture_the_vendored_stylesheet_names_is_shipped() -> None:
    """A browser asks for a replaced font before our stylesheet applies, and for missing glyphs."""
    sheet = ROOT / "static/vendor/uswds-3.14.0/css/uswds.min.css"
    named = set(re.findall(r"url\((\.\./[^)?#]+)", sheet.read_text()))
    assert len(named) > 40
    assert [one for one in sorted(named) if not (sheet.parent / one).is_file()] == []


def test_own_stylesheet_naming_a_missing_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"missing\.woff2"):
        converter_of("app.css")


def test_page_head_adds_the_page_above_to_the_breadcrumb() -> None:
    crumbs = [{"label": "Settings", "url": "/s/"}]
    head = '{% page_head "Invite" breadcrumbs=crumbs up="People" up_url="/p/" %}{% endpage_head %}'
    links = re.findall(r'<a href="([^"]+)"', draw(head, crumbs=crumbs))
    assert links == ["/s/", "/p/"]
    assert "usa-breadcrumb" not in draw('{% page_head "Today" %}{% endpage_head %}')


def test_every_address_made_in_a_block_is_used_in_that_block_only() -> None:
    """A block does not see what another block named: the link would lead nowhere."""
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        blocks = re.split(r"{% block \w+ %}", path.read_text())
        made = [set(re.findall(r" as (\w+_url) %}", block)) for block in blocks]
        for block, own in zip(blocks, made, strict=True):
            used = set(re.findall(r"\b(\w+_url)\b", block))
            wrong += [f"{path.name}: {name}" for name in used & set().union(*made) - own]
    assert wrong == []


def test_pagination_of_one_row_speaks_of_one() -> None:
    page = Paginator(range(1), 25).page(1)
    assert "<p>1 agreement</p>" in draw('{% pagination page "agreements" %}', page=page)
