"""The form that puts an organization on the way to the table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from config.forms import PlainForm, needed_when
from partnerships.forms.fields import email, line, long_text
from partnerships.models import Membership
from stakeholders.forms.fields import PHONE
from stakeholders.forms.organizations import SECTOR_CHOICES, STATE_CHOICES
from stakeholders.models import Organization, ParticipantProfile
from stakeholders.selectors.seats import open_profiles


class ProspectForm(PlainForm):
    """A seat, an organization, a person there and who takes the next step.

    The template draws its fields in four groups; `GROUPS` names them.
    """

    profile = needed_when(
        "",
        forms.ModelChoiceField(
            label="Profile",
            queryset=ParticipantProfile.objects.none(),
            required=False,
            empty_label="No profile fits",
            help_text="Those with an empty seat whose need is open.",
        ),
    )
    no_profile_reason = needed_when(
        "Needed when no profile fits",
        long_text(
            "Why without a profile?", limit=500, required=False, hint="It is kept with your name."
        ),
    )
    organization = needed_when(
        "",
        forms.ModelChoiceField(
            label="From the directory",
            queryset=Organization.objects.none(),
            required=False,
            empty_label="A new organization",
        ),
    )
    name = needed_when(
        "Needed for a new one",
        line("Name of the new organization", limit=160, required=False),
    )
    sector = needed_when(
        "Needed for a new one",
        forms.ChoiceField(label="Its sector", choices=SECTOR_CHOICES, required=False),
    )
    city = line("City", limit=80, required=False)
    state = forms.ChoiceField(label="State", choices=STATE_CHOICES, required=False)
    contact_name = needed_when("Needed for a new person", line("Full name", required=False))
    contact_title = line("Job title", required=False)
    contact_email = needed_when(
        "Needed for a new person without a phone", email("E-mail address", required=False)
    )
    contact_phone = needed_when(
        "Needed for a new person without an e-mail address",
        forms.CharField(label="Phone", max_length=40, required=False, validators=[PHONE]),
    )
    owner = forms.ModelChoiceField(
        label="Who takes the next step?",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Nobody yet",
    )

    GROUPS = (
        ("The seat", "A need comes before a name.", ("profile", "no_profile_reason")),
        (
            "The organization",
            "Choose one from the directory, or write a new one in.",
            ("organization", "name", "sector", "city", "state"),
        ),
        (
            "The person there",
            "Leave this empty to use the primary contact of an organization in the directory.",
            ("contact_name", "contact_title", "contact_email", "contact_phone"),
        ),
        ("The owner", "", ("owner",)),
    )

    def __init__(
        self,
        partnership: Any,
        organizations: QuerySet[Any],
        owners: QuerySet[Any],
        *args: Any,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        fields: Any = self.fields
        profiles = open_profiles(partnership)
        fields["profile"].queryset = profiles
        if not self.is_bound and not self.initial.get("profile") and len(profiles) == 1:
            self.initial["profile"] = profiles[0].pk
        fields["organization"].queryset = organizations
        fields["owner"].queryset = owners

    def groups(self) -> list[tuple[str, str, list[Any]]]:
        """`(heading, hint, fields)` of each group."""
        return [(title, hint, [self[name] for name in names]) for title, hint, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        """One seat or a reason; one organization, chosen or new; a person who can be reached."""
        values = super().clean() or self.cleaned_data
        self._clean_seat(values)
        self._clean_organization(values)
        self._clean_contact(values)
        return values

    def _clean_seat(self, values: dict[str, Any]) -> None:
        asked = {"profile", "no_profile_reason"} & set(self.errors)
        if not asked and not values.get("profile") and not values.get("no_profile_reason"):
            self.add_error("no_profile_reason", "Say why, or choose a profile.")

    def _clean_organization(self, values: dict[str, Any]) -> None:
        if {"organization", "name"} & set(self.errors):
            return
        chosen, name = values.get("organization"), values.get("name")
        if chosen and name:
            self.add_error("name", "Leave this empty, or choose “A new organization” above.")
        elif not chosen and not name:
            self.add_error("name", "Write its name, or choose an organization above.")
        elif not chosen and not values.get("sector") and "sector" not in self.errors:
            self.add_error("sector", "Choose its sector.")

    def _clean_contact(self, values: dict[str, Any]) -> None:
        if {"contact_name", "contact_email", "contact_phone"} & set(self.errors):
            return
        reachable = values.get("contact_email") or values.get("contact_phone")
        if values.get("contact_name") and not reachable:
            self.add_error("contact_email", "Give an e-mail address or a phone number.")
        elif reachable and not values.get("contact_name"):
            self.add_error("contact_name", "Write this person's name.")

    def facts(self) -> dict[str, Any]:
        """What `services.prospects.add_prospect` takes, from valid input."""
        values = self.cleaned_data
        contact = {name: values[f"contact_{name}"] for name in ("name", "title", "email", "phone")}
        return {
            "profile": values["profile"],
            "no_profile_reason": values["no_profile_reason"],
            "organization": values["organization"],
            "new_organization": {
                name: values[name] for name in ("name", "sector", "city", "state")
            },
            "new_contact": contact if contact["name"] else None,
            "owner": values["owner"],
        }
