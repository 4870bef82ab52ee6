"""What the pages around signing say: done, copy, closed, unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from config.templatetags.formatting import us_date
from partnerships.models import MagicLink
from tests.agreements.makers import ENDS_ON, STARTS_ON, Post, complete, sent, sign_as, signed
from tests.cast import House, today


@pytest.fixture
def post(prairie: House) -> Post:
    return Post(prairie)


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_expired_link_says_since_when_to_whom_and_who_answers(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        sent(prairie)
    token = post.token()
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = text(client.get(f"/sign/{token}/"))
    day = today() - timedelta(days=1)
    assert f"It was good until {day:%b} {day.day}, {day.year}." in page
    assert "t\u2026@lindqvist.example" in page
    assert "tom@" not in page
    assert "Prairie Service Cooperative" in page
    assert "hello@prairie.example" in page
    fresh = text(client.post(f"/link/{token}/fresh/"))
    assert "Prairie Service Cooperative" in fresh


def test_revoked_link_says_so_and_no_address(client: Client, prairie: House, post: Post) -> None:
    with prairie.scope():
        sent(prairie)
    token = post.token()
    with prairie.scope():
        MagicLink.objects.update(revoked_at=timezone.now())
    page = text(client.get(f"/sign/{token}/"))
    assert "It was closed, and nothing happens through it any more." in page
    assert "lindqvist.example" not in page


@pytest.mark.parametrize(
    "path", ["sign/{}/", "copy/{}/", "check-in/{}/", "evaluate/{}/", "join/{}/"]
)
def test_link_that_was_cut_off_says_so(client: Client, db: None, path: str) -> None:
    answer = client.get("/" + path.format("x" * 20))
    assert answer.status_code == 404
    assert "The address may be cut off or mistyped." in text(answer)


def test_done_page_offers_the_copy_the_text_and_what_comes_next(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signed(prairie)
    token = post.token()
    page = text(client.get(f"/sign/{token}/done/"))
    assert f"/sign/{token}/copy.pdf" in page
    assert f"/sign/{token}/full-text.pdf" in page
    assert "What happens next" in page
    assert "Both sides" not in page
    assert "This is not for me" not in page


def test_done_page_lists_promises_with_dates_once_complete(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        complete(prairie)
    page = text(client.get(f"/sign/{post.token()}/done/"))
    assert "Both sides\u2019 promises and dates" in page
    assert "<strong>You:</strong> Host two students at a time" in page
    assert us_date(ENDS_ON) in page


def test_copy_page_says_what_happens_next_while_it_waits_for_us(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signed(prairie)
    page = text(client.get(f"/copy/{post.token('agreement_signed')}/"))
    assert "Prairie Service Cooperative signs" in page


def test_mail_page_offers_only_what_changes_something(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        sent(prairie)
    path = f"/sign/{post.token()}/mail/"
    assert "Let them go on" not in text(client.get(path))
    paused = text(client.post(path, {"choice": "pause"}, follow=True))
    assert "Let them go on" in paused
    assert "Pause them for 30 days" not in paused
    stopped = text(client.post(path, {"choice": "stop"}, follow=True))
    assert "Let them go on" in stopped
    assert "Stop them" not in stopped


def test_agreement_names_who_answers_the_partner(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    page = text(prairie.client("viewer").get(prairie.url(f"agreements/{agreement.pk}/")))
    assert "Who answers them</dt><dd><span>Olive Berg</span>" in page.replace("> <", "><")


def test_both_who_sign_read_the_fingerprint_of_the_text(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    words = f"SHA-256: {agreement.content_sha256}"
    assert words in text(client.get(f"/sign/{post.token()}/agree/"))
    with prairie.scope():
        sign_as(agreement)
    assert words in text(
        prairie.client("owner").get(prairie.url(f"agreements/{agreement.pk}/sign/"))
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("expired", "It was not signed in time. Olive Berg can give more time"),
        ("declined", "“not right now”. Nobody asks again unless you want it; Olive"),
        ("voided", "The agreement was taken back. It has no effect."),
    ],
)
def test_expired_link_to_what_nobody_signs_any_more_says_so(
    client: Client, prairie: House, post: Post, state: str, words: str
) -> None:
    with prairie.scope():
        sent(prairie)
    token = post.token()
    with prairie.scope():
        Agreement.objects.update(state=state)
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    page = text(client.get(f"/sign/{token}/"))
    assert words in page
    assert "Send me a new link" not in page
    assert client.post(f"/link/{token}/fresh/").status_code == 404


def test_signer_reads_what_we_do_first_and_by_when(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        signed(prairie)
    token = post.token("agreement_signed")
    page = text(client.get(f"/copy/{token}/"))
    short = prairie.convener.short_name
    assert page.index(f"{short} signs") < page.index(f"{short}: Do the paperwork")
    assert f"By {us_date(STARTS_ON)}." in page
