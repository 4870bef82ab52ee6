"""What every page behind a signer's link shares: the open door, and how its answers leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agreements.forms.doors import CodeAsk
from agreements.models import Agreement, AgreementState, Signer, SignerState
from agreements.rules.content import read_content
from agreements.services.clock import is_past_sign_by
from agreements.services.signing import NotTheSigner, signer_of
from agreements.views.device import device_of
from config.forms import PlainForm
from config.names import name_to_call
from partnerships.models import Convener, LinkPurpose, MagicLink
from partnerships.services.audit import Actor
from partnerships.services.links import (
    FoundLink,
    LinkClosed,
    OpenedLink,
    accept_code,
    needs_code,
)
from partnerships.services.transitions import lock
from partnerships.views.doors import mailed_door

DoorView = Callable[..., HttpResponse]


@dataclass(frozen=True)
class SigningDoor:
    """An open link to one agreement, and the signer whom it was made for."""

    token: str
    link: MagicLink
    convener: Convener
    agreement: Agreement
    signer: Signer

    @property
    def actor(self) -> Actor:
        """The signer, as the audit trail names them."""
        return Actor.of_link(self.signer.name, self.agreement.pk)

    @property
    def first_name(self) -> str:
        """How the page speaks to the signer."""
        return name_to_call(self.signer.name)

    @property
    def works_until(self) -> date:
        """The last day on which this link signs: its own, or the agreement's if that is sooner."""
        assert self.agreement.sign_by is not None
        zone = ZoneInfo(self.convener.time_zone)
        return min(self.link.expires_at.astimezone(zone).date(), self.agreement.sign_by)

    def context(self) -> dict[str, Any]:
        """What every page of the door shows."""
        return {
            "door": self,
            "agreement": self.agreement,
            "signer": self.signer,
            "token": self.token,
            "convener": self.convener,
            "sample_data": self.convener.is_sample,
            "reading": read_content(self.agreement.frozen),
            "expires_at": self.link.expires_at,
            "works_until": self.works_until,
        }

    @property
    def may_answer(self) -> bool:
        """Whether the agreement waits for this signer's yes or no."""
        waits = self.signer.state in (SignerState.SENT, SignerState.TAKEN_BACK)
        return waits and self.is_open

    @property
    def is_open(self) -> bool:
        """Whether the agreement may still be signed by its partner."""
        return self.agreement.state == AgreementState.SENT and not self.is_late

    @property
    def is_late(self) -> bool:
        """Whether the last day to sign is over; the sweep closes the agreement a little later."""
        return is_past_sign_by(self.agreement)

    @property
    def may_take_back(self) -> bool:
        """Whether a signature stands that we have not answered with ours."""
        is_signed = self.signer.state == SignerState.SIGNED
        return is_signed and self.agreement.state != AgreementState.COMPLETE

    def code_ask(self, request: HttpRequest, back: str, said: str = "") -> CodeAsk | None:
        """What a form says about the code; None where acting from this device asks for none.

        back: the page the code is for. said: what came of asking for one.
        """
        if not needs_code(self.link, device_of(request)):
            return None
        url = reverse("agreements:sign-code", args=[self.token])
        return CodeAsk(url, back, self.signer.email, said)

    def accepts(self, form: Any, device: str) -> bool:
        """Whether the form's code, where it asks for one, is right; a wrong one is an error.

        The attempt is counted in the open transaction, which commits with the error page. The
        agreement is locked before the link, as by whoever closes it.
        """
        lock(self.agreement)
        if "code" not in form.fields or accept_code(self.link, form.cleaned_data["code"], device):
            return True
        form.add_error("code", "This code is not right, or too old. Ask for a new one.")
        return False

    def page(self, request: HttpRequest, name: str, **more: Any) -> HttpResponse:
        """One page of the door; a bound form with errors answers 422."""
        form = more.get("form")
        status = 422 if form is not None and form.is_bound else 200
        return render(request, f"agreements/{name}.html", self.context() | more, status=status)

    def too_late(
        self, request: HttpRequest, page: str, form: PlainForm, words: str
    ) -> HttpResponse:
        """The page with a reason that came too late, which asks for no code any more.

        Without a reason nothing is lost, and the agreement's page says the words.
        """
        words = f"{words} Please talk to {self.agreement.contact_name}."
        if not form.data.get("reason"):
            messages.info(request, f"Nothing changed: {words}")
            return self.to("sign-read")
        form.fields.pop("code", None)
        form.refuse_late(words)
        return self.page(request, page, form=form)

    def to(self, name: str) -> HttpResponse:
        """On to another page of the door."""
        return redirect(f"agreements:{name}", self.token)


@contextmanager
def signing_door(opened: OpenedLink) -> Iterator[SigningDoor]:
    """Finds the signer whom an open link was made for.

    Raises LinkClosed when the address belongs to nobody who signs (it was corrected, or somebody
    else was named, perhaps while the page was being answered).
    """
    link = opened.link
    agreement = Agreement.objects.select_related("convener").get(pk=opened.subject_id)
    try:
        signer = signer_of(agreement, link.recipient_email)
        yield SigningDoor(opened.token, link, opened.convener, agreement, signer)
    except NotTheSigner:
        place = (opened.convener.pk, link.subject_id)
        raise LinkClosed(FoundLink(link.pk, *place, link.purpose, "revoked")) from None


def signer_door(reason: str, purpose: str = LinkPurpose.SIGN) -> Callable[[DoorView], DoorView]:
    """Declares a view behind a signer's link: it gets the open door instead of the token."""

    def decorate(view: DoorView) -> DoorView:
        @mailed_door(reason, purpose)
        @wraps(view)
        def opened(request: HttpRequest, link: OpenedLink) -> HttpResponse:
            with signing_door(link) as door:
                return view(request, door)

        return opened

    return decorate
