"""Forms that may ask for a code, and the button in them that mails one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from agreements.forms.doors import AgreeForm, DeclineForm, TakeBackForm
from agreements.services.codes import CodeAnswer, send_code
from agreements.views.door import SigningDoor, signer_door


def agree_form(
    request: HttpRequest, door: SigningDoor, data: Any, *, said: str = "", typed: Any = None
) -> AgreeForm:
    """The form of step 2."""
    return AgreeForm(
        data,
        organization=door.agreement.frozen["organization"],
        ask=door.code_ask(request, "sign-agree", said),
        typed=typed,
        initial={
            "content_sha256": door.agreement.content_sha256,
            "title": door.signer.title,
        },
    )


def decline_form(
    request: HttpRequest, door: SigningDoor, data: Any, *, said: str = "", typed: Any = None
) -> DeclineForm:
    """The form of “not for us right now”."""
    return DeclineForm(data, ask=door.code_ask(request, "sign-decline", said), typed=typed)


def take_back_form(
    request: HttpRequest, door: SigningDoor, data: Any, *, said: str = "", typed: Any = None
) -> TakeBackForm:
    """The form that takes a signature back."""
    return TakeBackForm(data, ask=door.code_ask(request, "sign-take-back", said), typed=typed)


#: The pages whose forms may ask for a code: the template, and how its form is made.
PAGES = {
    "sign-agree": ("sign_agree", agree_form),
    "sign-decline": ("sign_decline", decline_form),
    "sign-take-back": ("sign_take_back", take_back_form),
}


@require_http_methods(["GET", "POST"])
@signer_door("mails the signer a code")
def sign_code(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """A code to the link's own address, and the page again with everything that was typed.

    It answers with the page itself instead of leading back to it: what was typed is not ours to
    keep before the signer agrees. A GET (the address opened again) leads back.
    """
    back = request.POST.get("back", "")
    name = back if back in PAGES else "sign-agree"
    may = door.may_take_back if name == "sign-take-back" else door.may_answer
    if request.method == "GET" or not may:
        return door.to(name)
    said = WORDS[send_code(door.agreement, door.signer, door.link)]
    template, make_form = PAGES[name]
    said = said.format(address=door.signer.email)
    return door.page(
        request, template, form=make_form(request, door, None, said=said, typed=request.POST)
    )


WORDS = {
    CodeAnswer.SENT: "A code is on its way to {address}. It can take a minute.",
    CodeAnswer.JUST_SENT: "A code was just sent to {address}. Look into your inbox, or wait a "
    "minute.",
    CodeAnswer.ENOUGH: "Enough codes were sent to {address} today. Use the newest one, or write "
    "to us.",
}
