"""Forms about organizations and the people in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator

from config.forms import MakesOneRow, PlainForm, needed_when
from partnerships.forms.fields import email, line, long_text, no_direction_marks
from partnerships.postal_states import STATES
from stakeholders.forms.fields import PHONE
from stakeholders.models import NAICS_SECTORS, Organization, Sector
from stakeholders.services.organizations import CONTACT_FACTS, ORGANIZATION_FACTS

SECTOR_CHOICES = [("", "Choose one"), *Sector.choices]
STATE_CHOICES = [("", "Choose one"), *((code, code) for code in STATES)]
INDUSTRY_CHOICES = [
    ("", "None"),
    *((code, f"{code} {title}") for code, title in NAICS_SECTORS),
]


class WebAddressField(forms.URLField):
    """An address that a browser opens as a page."""

    default_validators = [URLValidator(("http", "https")), no_direction_marks]


class OrganizationForm(PlainForm):
    """What an organization is, where it is and what it wants in return."""

    name = line("Name of the organization", limit=160)
    sector = forms.ChoiceField(label="Sector", choices=SECTOR_CHOICES)
    naics_sector = forms.ChoiceField(
        label="Industry",
        choices=INDUSTRY_CHOICES,
        required=False,
        help_text="For businesses: the NAICS 2022 sector.",
    )
    city = line("City", limit=80, required=False)
    state = forms.ChoiceField(label="State", choices=STATE_CHOICES, required=False)
    website = WebAddressField(
        label="Website",
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
    )
    stated_goal = long_text(
        "What they want in return",
        limit=1000,
        required=False,
        hint="In their own words, such as “two hires by summer”. Do not guess.",
    )

    @classmethod
    def of(cls, organization: Organization, data: Any = None) -> OrganizationForm:
        """The form filled with an organization's facts."""
        initial = {name: getattr(organization, name) for name in ORGANIZATION_FACTS}
        return cls(data, initial=initial).for_change()

    def clean(self) -> dict[str, Any]:
        """Only a business has an industry."""
        values = super().clean() or self.cleaned_data
        if values.get("naics_sector") and values.get("sector", Sector.BUSINESS) != Sector.BUSINESS:
            self.add_error("naics_sector", "Only a business has an industry. Choose “None”.")
        return values


class ContactForm(MakesOneRow):
    """A person at an organization, and how to reach them."""

    name = line("Full name")
    title = line("Job title", required=False)
    email = needed_when("Needed without a phone", email("E-mail address", required=False))
    phone = needed_when(
        "Needed without an e-mail address",
        forms.CharField(label="Phone", max_length=40, required=False, validators=[PHONE]),
    )
    is_primary = forms.BooleanField(label="Primary contact", required=False)
    may_sign = forms.BooleanField(label="May sign agreements for the organization", required=False)

    @classmethod
    def of(cls, contact: Any, data: Any = None) -> ContactForm:
        """The form filled with a contact's facts."""
        initial = {name: getattr(contact, name) for name in CONTACT_FACTS}
        return cls(data, initial=initial).for_change()

    def clean(self) -> dict[str, Any]:
        """Somebody whom nobody can reach is no contact."""
        values = super().clean() or self.cleaned_data
        failed = {"email", "phone"} & set(self.errors)
        if not failed and not values.get("email") and not values.get("phone"):
            self.add_error("email", "Give an e-mail address or a phone number.")
        return values
