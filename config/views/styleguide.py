"""`/styleguide/` in the demo: every component in every state, and whole pages made of them."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.access import open_door
from config.forms import CheckboxTiles, LongTextField, MemorableDateField, PlainForm, RadioTiles

ELEMENT_NAMES = (
    "Convening agency",
    "Purpose and protocols",
    "Recruitment",
    "Mutual benefit",
    "Communication",
    "Roles",
    "Metrics",
)
TABS = (
    "Overview",
    "Charter",
    "Plan",
    "Recruitment",
    "Partners",
    "Agreements",
    "Communication",
    "Evaluation",
    "Dashboard",
    "History",
)
STATES = ("in_place", "in_place", "under_way", "under_way", "attention", "under_way", "not_started")
REFERENCE_PAGES = (
    "queue",
    "workspace",
    "door",
    "door-sign",
    "door-done",
    "door-closed",
    "check-in",
)
LONG_NAME = (
    "Southern Minnesota Regional Consortium for Health Sciences, Advanced Manufacturing and "
    "Agricultural Technology Career Pathways"
)


class ExampleForm(PlainForm):
    """One field of each kind."""

    name = forms.CharField(label="Full name", max_length=80)
    email = forms.EmailField(label="Work e-mail", help_text="We write to it once.")
    region = forms.ChoiceField(choices=[("", "Choose one"), ("south", "South"), ("east", "East")])
    starts = MemorableDateField(label="First day", help_text="For example Jan 5 2027.")
    feeling = forms.ChoiceField(
        label="How is it going?",
        choices=[("5", "Very well"), ("4", "Well"), ("3", "So-so")],
        widget=RadioTiles(hints={"3": "Maren calls you within three working days."}),
    )
    answer = forms.ChoiceField(
        label="Are you getting what you hoped for?",
        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "Not yet")],
        widget=RadioTiles(row=True),
    )
    offers = forms.MultipleChoiceField(
        label="What could you offer?",
        choices=[("tour", "A tour"), ("shadow", "A job shadow"), ("intern", "An internship")],
        widget=CheckboxTiles,
        required=False,
    )
    note = LongTextField(
        label="Anything we should know?",
        max_length=500,
        required=False,
        help_text="Please do not name students.",
    )
    consent = forms.BooleanField(label="I may sign for Lindqvist Fabrication.")


class ExampleSignForm(PlainForm):
    """What a signer fills in; the boxes ship unticked."""

    authority = forms.BooleanField(label="I may sign for Lindqvist Fabrication.")
    electronic = forms.BooleanField(
        label="I agree to sign and get this record electronically. I can open PDF files.",
        help_text="You can have it on paper instead, free, and change your mind later.",
    )
    name = forms.CharField(label="Type your full name", help_text="This is your signature.")
    title = forms.CharField(label="Your job title")


class ExampleCheckInForm(PlainForm):
    """A check-in: two choices and a note."""

    temperature = forms.ChoiceField(
        label="1. How is the partnership going for Prairie Care Hospital?",
        choices=[
            ("5", "Very well"),
            ("4", "Well"),
            ("3", "So-so"),
            ("2", "Not well"),
            ("1", "Badly"),
        ],
        widget=RadioTiles,
    )
    hoped = forms.ChoiceField(
        label="2. Are you getting what you hoped for?",
        help_text="You told us: “Fill three nursing-assistant shifts by summer.”",
        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "Not yet")],
        widget=RadioTiles(row=True),
    )
    note = LongTextField(
        label="3. Anything we should know?",
        help_text="Please do not name students.",
        required=False,
    )


class ExampleFilters(PlainForm):
    """What a list is narrowed by."""

    pathway = forms.ChoiceField(choices=[("", "All 5 pathways"), ("health", "Health sciences")])
    owner = forms.ChoiceField(choices=[("", "Anyone"), ("me", "Me")])


def _elements() -> list[dict[str, Any]]:
    """Return the seven elements with a state each."""
    pairs = enumerate(zip(ELEMENT_NAMES, STATES, strict=True), start=1)
    return [{"number": number, "name": name, "state": state} for number, (name, state) in pairs]


def _context(request: HttpRequest) -> dict[str, Any]:
    """Return the sample data that all the styleguide's pages share."""
    broken = {
        "name": "",
        "email": "tom@",
        "starts_month": "2",
        "starts_day": "31",
        "note": "x" * 501,
    }
    chosen = "Today" if "queue" in request.path else "Partnerships"
    links = ("Today", "Partnerships", "Organizations", "Agreements", "Settings")
    return {
        "convener": {
            "name": "South Central Service Cooperative",
            "brand": request.GET.get("brand"),
        },
        "membership": {"name": "Maren Solberg"},
        "sample_data": True,
        "nav_items": [{"label": label, "url": "#", "current": label == chosen} for label in links],
        "breadcrumbs": [{"label": "Partnerships", "url": "#"}],
        "tabs": [{"label": label, "url": "#", "current": label == "Overview"} for label in TABS],
        "elements": _elements(),
        "squares": [tuple(element.values()) for element in _elements()],
        "form": ExampleForm(),
        "form_with_errors": ExampleForm(broken, auto_id="wrong_%s"),
        "sign_form": ExampleSignForm(initial={"authority": True}),
        "check_in_form": ExampleCheckInForm(initial={"temperature": "2", "hoped": "no"}),
        "filters_form": ExampleFilters(),
        "page": Paginator(range(200), 25).page(2),
        "page_of_one": Paginator(range(3), 25).page(1),
        "long_name": LONG_NAME,
        "reason": "expired",
        "expired_at": timezone.now(),
        "fresh_url": "#",
        "masked_address": "t•••@example.com",
        "now": timezone.now(),
        "yesterday": timezone.now() - datetime.timedelta(days=1),
    }


@open_door("demo only: sample data of the components")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    return render(request, "styleguide/index.html", _context(request))


@open_door("demo only: sample data of the components")
def styleguide_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one whole page made of components. Raises Http404 for a name that is not one."""
    if name not in REFERENCE_PAGES:
        raise Http404(name)
    return render(request, f"styleguide/{name.replace('-', '_')}.html", _context(request))
