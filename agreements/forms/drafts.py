"""Forms of an agreement before it is sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementKind,
    AgreementTemplate,
    Cadence,
    Responsibility,
    Side,
    Signer,
)
from agreements.rules.content import label_of
from agreements.selectors.signatories import signatories
from agreements.services.drafts import DraftInput, SignerInput
from agreements.services.parties import OwnPerson, refuse_own_address
from config.forms import MakesOneRow, MemorableDateField, PlainForm, RadioTiles, needed_when
from partnerships.forms.fields import email, line
from partnerships.models import normalise_email
from stakeholders.models import Organization

PURPOSES: dict[str, str] = {
    AgreementKind.MEMORANDUM: "What each side means to do.",
    AgreementKind.HOST_SITE: "For a workplace that hosts students.",
    AgreementKind.DATA: "For totals that both sides exchange.",
}
LONGEST_TERM = timedelta(days=366 * 10)


PROMISE_FACTS = ("text", "detail", "cadence", "due_on", "hours_per_quarter")


class StartForm(PlainForm):
    """With whom, and from which template; the answers are in the address of the next step."""

    organization = forms.ModelChoiceField(
        Organization.objects.order_by("name"), label="Organization", empty_label="Choose one"
    )
    template = forms.ChoiceField(
        label="Start from",
        widget=RadioTiles,
        error_messages={"required": "Choose what to start from."},
    )

    def __init__(self, data: Any, templates: list[AgreementTemplate], **kw: Any) -> None:
        super().__init__(data, **kw)
        fields: Any = self.fields
        fields["template"].choices = [(item.key, item.name) for item in templates]
        fields["template"].widget.hints = {
            item.key: f"{PURPOSES[item.kind]} {label_of(item.is_binding)}" for item in templates
        }


class AgreementForm(MakesOneRow):
    """Title, term and the people who sign."""

    title = line("Title", limit=140, hint="Such as “Host students, spring 2027”.")
    starts_on = MemorableDateField(label="First day")
    ends_on = MemorableDateField(label="Last day", help_text="It ends by itself on this day.")
    signer_name = line("Who signs for them")
    signer_title = line("Their job title", required=False)
    signer_email = email("Their e-mail address", hint="Only this address gets the link.")
    second_name = needed_when("", line("Second signer, if they need two", required=False))
    second_title = line("The second signer’s job title", required=False)
    second_email = needed_when(
        "Needed for a second signer", email("The second signer’s e-mail address", required=False)
    )
    signatory = forms.ModelChoiceField(
        signatories(),
        label="Who signs for us",
        empty_label="Choose one",
        help_text="Authorized signatories are named under Settings.",
    )

    @classmethod
    def of(cls, agreement: Agreement, data: Any = None) -> Self:
        """The form filled with a draft's facts."""
        signers = list(Signer.objects.filter(agreement=agreement).order_by("order"))
        partners = [signer for signer in signers if signer.side == Side.PARTNER]
        ours = next(signer for signer in signers if signer.side == Side.CONVENER)
        initial: dict[str, Any] = {
            "title": agreement.title,
            "starts_on": agreement.starts_on,
            "ends_on": agreement.ends_on,
            "signatory": ours.membership_id,
        }
        for prefix, signer in zip(("signer", "second"), partners, strict=False):
            for part in ("name", "title", "email"):
                initial[f"{prefix}_{part}"] = getattr(signer, part)
        return cls(data, initial=initial).for_change()

    def clean(self) -> dict[str, Any]:
        """Checks the term, and that two signers are two people with addresses."""
        values: dict[str, Any] = super().clean() or {}
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends:
            self._check_term(starts, ends)
        second = [values.get(f"second_{part}") for part in ("name", "email")]
        if any(second) and not all(second):
            self.add_error("second_email", "A second signer needs a name and an address.")
        addresses = [values.get("signer_email"), values.get("second_email")]
        known = [normalise_email(address) for address in addresses if address]
        signatory = values.get("signatory")
        if len(set(known)) < len(known):
            self.add_error("second_email", "The second signer needs another address.")
        if signatory and normalise_email(signatory.email) in known:
            self.add_error("signer_email", "One person cannot sign for both sides.")
        else:
            self._refuse_own_people(values)
        return values

    def _refuse_own_people(self, values: dict[str, Any]) -> None:
        for name in ("signer_email", "second_email"):
            try:
                refuse_own_address(values.get(name) or "")
            except OwnPerson as refusal:
                self.add_error(name, str(refusal))

    def _check_term(self, starts: date, ends: date) -> None:
        if ends <= starts:
            self.add_error("ends_on", "The last day must come after the first.")
        elif ends - starts > LONGEST_TERM:
            self.add_error("ends_on", "An agreement lasts ten years at most.")
        elif ends <= timezone.localdate():
            self.add_error("ends_on", "Choose a last day that is still to come.")

    def as_input(self, organization: Organization) -> DraftInput:
        """The cleaned values as the service takes them."""
        values = self.cleaned_data
        first = SignerInput(values["signer_name"], values["signer_email"], values["signer_title"])
        second = SignerInput(values["second_name"], values["second_email"], values["second_title"])
        return DraftInput(
            organization=organization,
            title=values["title"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            signers=(first, second) if second.email else (first,),
            signatory=values["signatory"],
        )


class ResponsibilityForm(MakesOneRow):
    """One promise of one side."""

    text = line(
        "What",
        hint="Begin with a verb: “Name one person they report to”.",
        missing="Say what is promised.",
    )
    detail = line("How much, when, where", limit=240, required=False)
    cadence = forms.ChoiceField(label="How often", choices=Cadence.choices)
    due_on = MemorableDateField(
        label="Due date",
        required=False,
        help_text=(
            "Without a date it is due on the last day; what repeats is due a month or a quarter "
            "after the first day, and so on."
        ),
    )
    hours_per_quarter = forms.IntegerField(
        label="Hours a quarter",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="What it asks of them, if that is agreed.",
    )

    def __init__(self, data: Any, *, starts_on: date, ends_on: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.starts_on, self.ends_on = starts_on, ends_on

    @classmethod
    def of(cls, promise: Responsibility, data: Any = None) -> Self:
        """The form filled with a promise of a draft."""
        term = {"starts_on": promise.agreement.starts_on, "ends_on": promise.agreement.ends_on}
        initial = {name: getattr(promise, name) for name in PROMISE_FACTS}
        return cls(data, **term, initial=initial).for_change()

    def clean_due_on(self) -> date | None:
        """A promise may be due before the first day (paperwork), never after the last."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on > self.ends_on:
            raise forms.ValidationError("The agreement has ended by then.")
        if due_on and due_on < self.starts_on - timedelta(days=366):
            raise forms.ValidationError("That is more than a year before the first day.")
        return due_on
