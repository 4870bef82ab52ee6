"""The demo's own pages: who one can be, and everybody's mail. Only with DEMO=1, only loopback."""

from __future__ import annotations

import mailbox
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from config.access import open_door
from config.network import is_on_this_machine
from partnerships.demo import personas
from partnerships.models import User
from partnerships.services.demo_doors import use_demo_link

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SHOWN = 60


def _check(request: HttpRequest) -> None:
    if not settings.DEMO or not is_on_this_machine(request):
        raise PermissionDenied("The demo's pages answer on its own machine only.")


@open_door("demo only: who one can be")
@require_GET
def demo_index(request: HttpRequest) -> HttpResponse:
    """The personas, each with a button, and the way to everybody's mail."""
    _check(request)
    return render(request, "partnerships/demo_index.html", {"personas": personas()})


@open_door("demo only: becoming a persona")
@require_POST
def demo_become(request: HttpRequest) -> HttpResponse:
    """Signs a persona in."""
    _check(request)
    email = request.POST.get("email", "")
    if email not in {address for _, _, address in personas()}:
        raise Http404("No such persona.")
    return _sign_in(request, email)


@open_door("demo only: a printed one-time link")
@require_GET
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Signs the link's persona in, once."""
    _check(request)
    email = use_demo_link(token)
    if email is None:
        return redirect("demo-index")
    return _sign_in(request, email)


def _sign_in(request: HttpRequest, email: str) -> HttpResponse:
    login(request, get_object_or_404(User, email=email), BACKEND)
    return redirect("partnerships:home")


@open_door("demo only: what the mail server received")
@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Everybody's mail, newest first."""
    _check(request)
    return render(request, "partnerships/demo_mail.html", {"mails": _mails()[:SHOWN]})


@open_door("demo only: one mail as its reader sees it")
@require_GET
def demo_mail_read(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: its text with working links, and its attachments."""
    _check(request)
    mail = _mail(key)
    body = mail["message"].get_body(("plain",))
    context = {**mail, "text": body.get_content() if body else ""}
    return render(request, "partnerships/demo_mail_read.html", context)


@open_door("demo only: a file that came with a mail")
@require_GET
def demo_mail_file(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """An attachment, to download."""
    _check(request)
    attachments = list(_mail(key)["message"].iter_attachments())
    if number >= len(attachments):
        raise Http404("No such attachment.")
    part = attachments[number]
    response = HttpResponse(part.get_content(), content_type=part.get_content_type())
    response.headers["Content-Disposition"] = f'attachment; filename="{part.get_filename()}"'
    return response


def _box() -> mailbox.Maildir:
    return mailbox.Maildir(str(settings.DEMO_MAIL_ROOT), create=True)


def _mails() -> list[dict[str, Any]]:
    box = _box()
    found = [_described(key, box.get_bytes(key)) for key in box.iterkeys()]
    return sorted(found, key=lambda mail: mail["date"], reverse=True)


def _mail(key: str) -> dict[str, Any]:
    box = _box()
    if key not in box:
        raise Http404("No such mail.")
    return _described(key, box.get_bytes(key))


def _described(key: str, raw: bytes) -> dict[str, Any]:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return {
        "key": key,
        "message": message,
        "subject": message["subject"],
        "to": message["to"],
        "sender": message["from"],
        "date": message["date"].datetime,
        "attachments": [part.get_filename() for part in message.iter_attachments()],
    }
