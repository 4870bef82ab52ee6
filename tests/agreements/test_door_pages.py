"""What the pages around signing say: done, copy, closed, unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, Commitment, Responsibility
from agreements.services.sending import send_agreement
from config.templatetags.formatting import us_date
from partnerships.models import MagicLink
from tests.agreements.makers import (
    ENDS_ON,
    STARTS_ON,
    Post,
    complete,
    detail,
    draft,
    invite,
    sending,
    sent,
    sign_as,
    signed,
)
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


def begin(house: House, days: int, due: int) -> None:
    """The draft's first day and the first promise of ours, in days from today. In a scope."""
    agreement = Agreement.objects.get()
    Agreement.objects.update(starts_on=today() + timedelta(days=days))
    ours = agreement.responsibilities.filter(side="convener")
    ours.exclude(pk=ours[0].pk).delete()
    Responsibility.objects.filter(pk=ours[0].pk).update(
        text="Do the paperwork", cadence="once", due_on=today() + timedelta(days=due)
    )


@pytest.mark.parametrize(
    ("days", "due", "said", "not_said"),
    [
        (20, 10, ["It begins", "Do the paperwork"], ["It began"]),
        (0, 0, ["It begins", "Do the paperwork"], ["It began"]),
        (-26, -26, ["It ends", "It began {first}"], ["It begins", "Do the paperwork"]),
    ],
)
def test_what_happens_next_names_nothing_that_is_past(
    client: Client,
    prairie: House,
    post: Post,
    days: int,
    due: int,
    said: list[str],
    not_said: list[str],
) -> None:
    with prairie.scope():
        invite(prairie)
        made = draft(prairie)
        begin(prairie, days, due)
        made.refresh_from_db()
        day = today() + timedelta(days=14)
        made = send_agreement(made, sign_by=day, actor=prairie.actor("owner"))
    token = post.token()
    with prairie.scope():
        sign_as(made)
    page = text(client.get(f"/sign/{token}/done/"))
    steps = page.partition("What happens next")[2].partition("</ol>")[0]
    first = today() + timedelta(days=days)
    for words in said:
        assert words.format(first=f"{first:%A}, {us_date(first)}") in steps
    for words in not_said:
        assert words not in steps


def test_our_late_signature_is_said_to_be_late(client: Client, prairie: House, post: Post) -> None:
    with prairie.scope():
        signed(prairie)
        Agreement.objects.update(partner_signed_at=timezone.now() - timedelta(days=9))
    page = text(client.get(f"/copy/{post.token('agreement_signed')}/"))
    assert "It was promised by" in page


def test_open_promise_past_its_day_is_told_as_not_marked(
    client: Client, prairie: House, post: Post
) -> None:
    with prairie.scope():
        complete(prairie)
        Commitment.objects.update(due_on=today() - timedelta(days=1))
    page = text(client.get(f"/copy/{post.token('agreement_signed')}/"))
    assert f"{us_date(today() - timedelta(days=1))}, not marked yet" in page


def test_page_that_sends_warns_of_a_promise_whose_day_is_over(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        made = draft(prairie)
    owner, words = prairie.client("owner"), "“Do the paperwork”, by "
    with prairie.scope():
        begin(prairie, 20, 3)
    assert words not in owner.get(detail(prairie, made, "send/")).text
    with prairie.scope():
        begin(prairie, 20, -3)
    assert words in owner.get(detail(prairie, made, "send/")).text
    assert owner.post(detail(prairie, made, "send/"), sending(prairie, made)).status_code == 302
