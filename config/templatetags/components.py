"""Template tags for the pieces that repeat on every page; their markup is in templates/components/.

Tags that take content are block tags: `{% label_box "When you sign" %}…{% endlabel_box %}`.
The styleguide page shows each in all its states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.utils import flatatt
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.forms import words_typed

register = template.Library()

MARKS = {
    "late": "Late",
    "risk": "At risk",
    "attention": "Needs attention",
    "under_way": "Under way",
    "in_place": "In place",
    "not_started": "Not started",
    "reached": "Reached",
}
SHAPES = {"attention": "risk"}
BUTTON_CLASSES = {
    "": "usa-button",
    "outline": "usa-button usa-button--outline",
    "quiet": "usa-button button-quiet",
    "urgent": "usa-button button-quiet button-urgent",
    "danger": "usa-button button-danger",
    "link": "link-button",
}


def draw(component: str, **context: Any) -> SafeString:
    """Render one component template."""
    return render_to_string(f"components/{component}.html", context)


def _slot(content: str) -> SafeString:
    """Return a block tag's rendered content, which its own template has already escaped."""
    return SafeString(content.strip())


@register.simple_block_tag
def page_head(
    content: str,
    title: str,
    lead: str = "",
    breadcrumbs: Sequence[Mapping[str, str]] = (),
    sticky: bool = False,
    up: str = "",
    up_url: str = "",
) -> SafeString:
    """Draw the head of a page; the content is its buttons, the filled one last.

    `lead` answers "is it all right?" in one sentence. `breadcrumbs` are mappings of label and
    url, without the page itself; `up` and `up_url` add the page above to them. On a phone the
    buttons stand at the end of the page and, with `sticky`, stay in sight.
    """
    above = [*(breadcrumbs or ()), {"label": up, "url": up_url}] if up else breadcrumbs
    return draw(
        "page_head",
        title=title,
        lead=lead,
        breadcrumbs=above,
        actions=_slot(content),
        sticky=sticky,
    )


@register.inclusion_tag("components/section_tabs.html")
def section_tabs(
    tabs: Sequence[Mapping[str, Any]], label: str = "Sections of this page"
) -> dict[str, Any]:
    """Draw links to a page's sections; each tab is a mapping of label, url and current."""
    current = next((tab["label"] for tab in tabs if tab.get("current")), label)
    return {"tabs": tabs, "label": label, "current": current}


@register.simple_block_tag
def section_head(
    content: str, title: str, meta: str = "", ruled: bool = True, anchor: str = ""
) -> SafeString:
    """Draw a section's heading over its 2-px rule; the content is the links at the right."""
    return draw(
        "section_head", title=title, meta=meta, ruled=ruled, anchor=anchor, right=_slot(content)
    )


@register.simple_block_tag
def empty_state(content: str, sentence: str) -> SafeString:
    """Say in one sentence that there is nothing, and what comes next; the content is its button."""
    return draw("empty_state", sentence=sentence, action=_slot(content))


@register.simple_block_tag
def queue_row(
    content: str,
    title: str,
    url: str,
    state: str = "under_way",
    reason: str = "",
    fact: str = "",
    due: str = "",
    due_note: str = "",
) -> SafeString:
    """Draw one row of `<ul class="queue">`; the content is its one quiet button.

    `state` is a key of MARKS and colors the due phrase; `reason` is bold, `fact` follows it.
    """
    return draw(
        "queue_row",
        title=title,
        url=url,
        state=state,
        word=MARKS[state],
        tone=SHAPES.get(state, state),
        reason=reason,
        fact=fact,
        due=due,
        due_note=due_note,
        action=_slot(content),
    )


@register.simple_block_tag
def data_table(
    content: str,
    caption: str,
    show_caption: bool = False,
    stacked: bool = False,
    note: str = "",
) -> SafeString:
    """Draw a table around `<thead>` and `<tbody>`; numbers carry `class="number"`.

    On a phone it scrolls inside a labelled, focusable region or, with `stacked`, each row
    becomes a block whose cells say their `data-label`.
    """
    return draw(
        "data_table",
        caption=caption,
        show_caption=show_caption,
        stacked=stacked,
        note=note,
        content=content,
    )


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(context: Context, label: str, field: str, number: bool = False) -> dict[str, Any]:
    """Draw a column head that sorts by `field`; the URL keeps it as `sort=field` or `-field`."""
    request = context["request"]
    asked = request.GET.get("sort", "")
    query = request.GET.copy()
    query["sort"] = f"-{field}" if asked == field else field
    query.pop("page", None)
    direction = {field: "ascending", f"-{field}": "descending"}.get(asked, "")
    return {"label": label, "query": query.urlencode(), "direction": direction, "number": number}


@register.simple_tag
def mark(state: str, text: str = "") -> SafeString:
    """Draw a state as shape, word and color. Raises KeyError for a state not in MARKS."""
    return _mark(state, text or MARKS[state])


@lru_cache(maxsize=512)
def _mark(state: str, text: str) -> SafeString:
    """Draw a mark once: lists repeat few of them in many rows."""
    return draw("mark", state=state, text=text, shape=SHAPES.get(state, state))


@register.simple_tag
def element_strip(
    squares: Iterable[tuple[int, str, str]], label: str = "Seven elements"
) -> SafeString:
    """Draw the seven elements as squares, each from its number, name and state."""
    return format_html('<ol class="strip" aria-label="{}">{}</ol>', label, _squares(tuple(squares)))


@lru_cache(maxsize=512)
def _squares(squares: tuple[tuple[int, str, str], ...]) -> SafeString:
    """Draw the squares of one combination of states once: seven a row are most of a list."""
    drawn = [
        {"number": number, "name": name, "state": state, "word": MARKS[state]}
        for number, name, state in squares
    ]
    return draw("element_squares", elements=drawn)


@register.inclusion_tag("components/element_key.html")
def element_key(elements: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Explain the squares: their four fillings and, when given, the elements' names."""
    return {"elements": list(elements)}


@register.simple_block_tag
def element_row(
    content: str,
    number: int,
    name: str,
    state: str,
    evidence: str = "",
    next_step: str = "",
) -> SafeString:
    """Draw one element in `<ol class="elements">`; the content is the next step's button.

    `evidence` may be markup that the caller has made safe. On a phone, what is in
    place is drawn shorter.
    """
    return draw(
        "element_row",
        number=number,
        name=name,
        state=state,
        word=MARKS[state],
        evidence=evidence,
        next_step=next_step,
        action=_slot(content),
    )


@register.inclusion_tag("components/stepper.html")
def stepper(names: str, current: int) -> dict[str, Any]:
    """Draw where a person is in a short task; "|" joins `names`, `current` counts from 1."""
    steps = names.split("|")
    return {"steps": steps, "current": current, "name": steps[current - 1], "total": len(steps)}


@register.simple_block_tag
def summary_row(content: str, term: str) -> SafeString:
    """Draw one term and its value inside `<dl class="summary-list">`."""
    return draw("summary_row", term=term, content=_slot(content))


@register.simple_block_tag
def label_box(content: str, title: str, *, is_warning: bool = False) -> SafeString:
    """Draw what must be read first: at most one a page. is_warning: whoever goes on is bound."""
    return draw("label_box", title=title, content=_slot(content), is_warning=is_warning)


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: str = "") -> SafeString:
    """Draw a message; `kind` is info, success, warning or error."""
    icons = {"success": "check_circle", "debug": "info"}
    return draw(
        "alert", kind=kind, icon=icons.get(kind, kind), heading=heading, content=_slot(content)
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any, noun: str = "rows") -> dict[str, Any]:
    """Draw "26 to 50 of 200 rows" and links around a Django `Page`; a single page, the count.

    noun: in the plural, with an "s" that one row does without.
    """
    if page.paginator.count == 1:
        noun = noun.removesuffix("s")
    return {"page": page, "noun": noun, "request": context["request"]}


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, form: BaseForm) -> SafeString:
    """Draw a GET form of filters with Apply; the content is quick links at the right."""
    return draw("filters", form=form, right=_slot(content), sort=context["request"].GET.get("sort"))


@register.simple_block_tag(takes_context=True)
def post_form(
    context: Context,
    content: str,
    form: BaseForm,
    button: str,
    action: str = "",
    cancel_url: str = "",
    style: str = "",
) -> SafeString:
    """Draw a whole form: error summary, fields, content, one button that says what happens.

    `action` is empty for the page itself; `style` is "danger" or empty; the content stands
    between the fields and the button (consequences, a second link). Without a button, or where
    the form came too late, it only shows what was typed and leads back.
    """
    return draw(
        "post_form",
        form=form,
        button=button,
        action=action,
        cancel_url=cancel_url,
        classes=BUTTON_CLASSES[style],
        content=_slot(content),
        csrf_token=context.get("csrf_token"),
    )


@register.inclusion_tag("components/button_link.html")
def button_link(label: str, url: str, style: str = "", about: str = "") -> dict[str, str]:
    """Draw a link as a button; `style` is "" (filled), "outline", "quiet" or "urgent".

    `about` is said to screen readers after the label, where several buttons read alike.
    """
    return {"label": label, "url": url, "classes": BUTTON_CLASSES[style], "about": about}


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(
    context: Context, label: str, url: str, style: str = "", about: str = "", **values: Any
) -> dict[str, Any]:
    """Draw a form of one button that changes something; further arguments are sent as values.

    Styles as for `button_link`, and "danger" and "link".
    """
    return {
        "label": label,
        "url": url,
        "classes": BUTTON_CLASSES[style],
        "about": about,
        "values": values,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/not_sent.html", takes_context=True)
def not_sent(context: Context) -> dict[str, list[str]]:
    """Draw what somebody sent to a page that takes it no more, to be copied."""
    sent = context["request"].POST
    return {"typed": words_typed((name, value) for name in sent for value in sent.getlist(name))}


@register.inclusion_tag("components/person.html")
def person(name: str, role: str = "", detail: str = "", url: str = "") -> dict[str, str]:
    """Draw one person in `<ul class="people">`."""
    return {"name": name, "role": role, "detail": detail, "url": url}


@register.simple_block_tag
def timeline_row(content: str, when: Any, full: bool = False) -> SafeString:
    """Draw one event in `<ol class="timeline">`; `full` writes the time and zone of `when`."""
    return draw("timeline_row", when=when, full=full, content=_slot(content))


@register.inclusion_tag("components/progress_job.html")
def progress_job(
    title: str, done: int, total: int, url: str, finished: bool = False, note: str = ""
) -> dict[str, Any]:
    """Draw long work that updates itself from `url`, which answers with this same tag's markup."""
    return {
        "title": title,
        "done": done,
        "total": total,
        "url": url,
        "finished": finished,
        "note": note,
    }


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw an icon of the design system's sprite, hidden from screen readers."""
    return draw("icon", name=name)


@register.simple_tag
@lru_cache(maxsize=16)
def shape(tone: str) -> SafeString:
    """Draw the shape of a state's mark without its word; hidden from screen readers."""
    return draw("shape", shape=tone)


@register.simple_block_tag
def drawn(content: str) -> SafeString:
    """Return the content, for `{% drawn as name %}`: what a page shows twice is drawn once."""
    return SafeString(content)


@register.filter
def attributes(values: Mapping[str, Any]) -> SafeString:
    """Return a widget's HTML attributes, each after a blank; False and None are left out."""
    return flatatt(dict(values))
