"""Forms behind a signer's link. A code is asked for where the link's own proof is not enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from agreements.forms.fields import content_read
from agreements.rules.consent import CONSENT_HELP, CONSENT_TEXT, authority_text
from config.forms import MakesOneRow, PlainForm, needed_when
from partnerships.forms.fields import email, line, long_text


@dataclass(frozen=True)
class CodeAsk:
    """Where a code is asked for, and for which page; said: what came of asking."""

    url: str
    back: str
    address: str
    said: str = ""


class CodeField(forms.CharField):
    """The code from the mail, with the button that mails one.

    The button sends the whole form to the code's own address, so that nothing typed is lost.
    """

    def __init__(self, ask: CodeAsk) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}
        if ask.said:
            attributes["autofocus"] = "autofocus"
        super().__init__(
            label="The six-digit code from the mail",
            max_length=12,
            help_text="It works for 15 minutes.",
            widget=forms.TextInput(attributes),
        )
        self.template_name = "agreements/parts/code_field.html"
        self.ask = ask


class CodeMixin(PlainForm):
    """A form with a code field, where acting asks for a code.

    typed: what was in the form when a code was asked for; it is shown again, and kept nowhere.
    """

    def __init__(
        self,
        data: Any,
        *,
        ask: CodeAsk | None,
        typed: Any = None,
        initial: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), **options)
        for name, field in self.fields.items() if typed is not None else ():
            value = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))
            if value is not None:
                self.initial[name] = value
        if ask is not None:
            self.fields["code"] = CodeField(ask)


class AgreeForm(CodeMixin):
    """The partner's signature. The boxes ship unticked."""

    content_sha256 = content_read()
    authority = forms.BooleanField(
        error_messages={"required": "Tick this, or tell us who else should sign."}
    )
    electronic = forms.BooleanField(
        label=CONSENT_TEXT,
        help_text=CONSENT_HELP,
        error_messages={"required": "Tick this, or ask for the agreement on paper."},
    )
    name = line(
        "Type your full name",
        hint="This is your signature.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    title = line("Your job title", widget=forms.TextInput({"autocomplete": "organization-title"}))

    def __init__(self, data: Any, *, organization: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["authority"].label = authority_text(organization)


class TakeBackForm(CodeMixin):
    """A signature is taken back."""

    reason = long_text("What went wrong?", limit=500, required=False)


class DeclineForm(CodeMixin):
    """Not right now, with a reason."""

    reason = long_text(
        "Why not right now?",
        limit=500,
        hint="One sentence is enough. Nobody will call to argue.",
        missing="Give a reason; a few words are enough.",
    )


class QuestionForm(MakesOneRow):
    """A question, or a change that the signer would like."""

    text = long_text("Your question, or what you would change", limit=1000)


class SomeoneElseForm(MakesOneRow):
    """Who should sign instead; the convener decides and sends them a link of their own."""

    name = line("Their full name")
    email = email("Their e-mail address")
    text = long_text("Anything we should know?", limit=500, required=False)


class PaperForm(MakesOneRow):
    """The agreement on paper."""

    text = long_text("Where should we send it?", limit=500, missing="Say where we should send it.")


class VerifyForm(PlainForm):
    """A file, or the code that is printed in it."""

    file = needed_when(
        "Needed without the code",
        forms.FileField(
            label="The PDF",
            required=False,
            widget=forms.FileInput({"accept": "application/pdf"}),
            help_text="Up to 25 MB. It is compared and forgotten, not kept.",
        ),
    )
    code = needed_when(
        "Needed without the PDF",
        forms.CharField(
            label="Or the code printed in it",
            required=False,
            max_length=20,
            help_text="Such as 7KQ4-M2XD. A code says what was signed; only the file says whether "
            "your copy is unchanged.",
        ),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("file") and not values.get("code"):
            raise forms.ValidationError("Choose a file or enter a code.")
        return values
