"""Asking for a code from a form: what was typed stays in it, and nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, AgreementState
from partnerships.models import AuditEvent, Message
from tests.agreements.makers import Post, sent, signed
from tests.cast import House


@pytest.fixture
def post(prairie: House) -> Post:
    return Post(prairie)


@pytest.fixture
def token(prairie: House, post: Post) -> str:
    """A link that is two days old, so that acting asks for a code."""
    with prairie.scope():
        sent(prairie)
    token = post.token()
    post.age_links(days=2)
    return token


def typed(house: House, **changes: str) -> dict[str, Any]:
    with house.scope():
        sha256 = Agreement.objects.get().content_sha256
    return {
        "content_sha256": sha256,
        "authority": "on",
        "name": "Tom <b>Lindqvist</b> \u05e9\u05dc\u05d5\u05dd",
        "title": "Plant manager, nights",
        "back": "sign-agree",
        **changes,
    }


def value(page: Any, name: str) -> str:
    """What a page shows in a field."""
    text = page.content.decode()
    if found := re.search(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        return unescape(found[1]).strip()
    found = re.search(rf'<input[^>]* name="{name}" value="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def ticked(page: Any, name: str) -> bool:
    """Whether a page shows a box ticked."""
    found = re.search(rf'<input type="checkbox" name="{name}"[^>]*>', page.content.decode())
    assert found is not None
    return " checked" in found[0]


def test_code_keeps_what_was_typed_and_ticked(client: Client, token: str, prairie: House) -> None:
    page = client.post(f"/sign/{token}/code/", typed(prairie))
    assert page.status_code == 200
    assert value(page, "name") == "Tom <b>Lindqvist</b> \u05e9\u05dc\u05d5\u05dd"
    assert value(page, "title") == "Plant manager, nights"
    assert ticked(page, "authority")
    assert not ticked(page, "electronic")
    assert "A code is on its way to tom@lindqvist.example" in page.content.decode()
    assert "error-summary" not in page.content.decode()


def test_page_with_the_code_leads_on_to_signing(
    client: Client, token: str, prairie: House, post: Post
) -> None:
    page = client.post(f"/sign/{token}/code/", typed(prairie))
    form = re.search(r'<form class="form" method="post" action="([^"]+)"', page.content.decode())
    assert form is not None
    answers = typed(prairie, electronic="on", code=post.code())
    assert client.post(form[1], answers).status_code == 302
    with prairie.scope():
        assert Agreement.objects.get().state == AgreementState.PARTNER_SIGNED


def test_enter_in_a_field_signs_and_mails_no_code(client: Client, token: str) -> None:
    page = client.get(f"/sign/{token}/agree/").content.decode()
    first, mails, *_ = re.findall(r"<button[^>]*>", page[page.index('<form class="form"') :])
    assert "formaction" not in first
    assert f'formaction="/sign/{token}/code/"' in mails


def test_what_was_typed_is_kept_in_no_row(client: Client, token: str, prairie: House) -> None:
    client.post(f"/sign/{token}/code/", typed(prairie))
    with prairie.scope():
        rows = [*AuditEvent.objects.values_list(), *Message.objects.values_list()]
    assert "nights" not in str(rows)


def test_page_loaded_again_sends_no_second_code(client: Client, token: str, prairie: House) -> None:
    client.post(f"/sign/{token}/code/", typed(prairie))
    again = client.post(f"/sign/{token}/code/", typed(prairie))
    assert "A code was just sent" in again.content.decode()
    assert value(again, "title") == "Plant manager, nights"
    with prairie.scope():
        assert Message.objects.filter(kind="agreement_code").count() == 1


def test_minute_between_codes_does_not_end_with_the_clocks_minute(
    client: Client, token: str, prairie: House
) -> None:
    client.post(f"/sign/{token}/code/", typed(prairie))
    with prairie.scope():
        Message.objects.filter(kind="agreement_code").update(
            created_at=timezone.now() - timedelta(seconds=50), dedupe_key="code:of-another-minute"
        )
        link = Message.objects.get(kind="agreement_code").context["code_for"]
        Message.objects.filter(kind="agreement_code").update(dedupe_key=f"code:{link}:before")
    client.post(f"/sign/{token}/code/", typed(prairie))
    with prairie.scope():
        assert Message.objects.filter(kind="agreement_code").count() == 1


def test_eleventh_code_of_a_day_says_so(client: Client, token: str, prairie: House) -> None:
    client.post(f"/sign/{token}/code/", typed(prairie))
    with prairie.scope():
        row = Message.objects.get(kind="agreement_code")
        for number in range(9):
            row.pk, row.dedupe_key = None, f"code:earlier:{number}"
            row.save(force_insert=True)
        Message.objects.update(created_at=timezone.now() - timedelta(hours=2))
    page = client.post(f"/sign/{token}/code/", typed(prairie))
    assert "Enough codes were sent" in page.content.decode()


def test_decline_keeps_its_reason_when_a_code_is_asked_for(client: Client, token: str) -> None:
    data = {"back": "sign-decline", "reason": "No room this spring."}
    page = client.post(f"/sign/{token}/code/", data)
    assert value(page, "reason") == "No room this spring."
    assert "Not for us right now" in page.content.decode()


def test_taking_back_keeps_its_reason_when_a_code_is_asked_for(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signed(prairie)
    token = post.token()
    post.age_links(days=2)
    data = {"back": "sign-take-back", "reason": "Too early."}
    page = client.post(f"/sign/{token}/code/", data)
    assert page.status_code == 200
    assert value(page, "reason") == "Too early."


def test_codes_address_opened_again_leads_back_to_the_form(client: Client, token: str) -> None:
    assert client.get(f"/sign/{token}/code/").headers["Location"] == f"/sign/{token}/agree/"


def test_code_for_a_page_that_is_over_mails_nothing(
    client: Client, token: str, prairie: House
) -> None:
    answer = client.post(f"/sign/{token}/code/", {"back": "sign-take-back"})
    assert answer.headers["Location"] == f"/sign/{token}/take-back/"
    with prairie.scope():
        assert not Message.objects.filter(kind="agreement_code").exists()
