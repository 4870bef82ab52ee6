"""A claim that was lost while the mail server was slow: whoever has the mail now sends it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection

from config.mail import message_id
from config.tenancy.scopes import dispatch_scope
from partnerships.models import MagicLink, Message
from partnerships.services.outbox import (
    claim_due_messages,
    record_failure,
    record_sent,
    renew_claim,
    withdraw_unsent,
)
from partnerships.tasks import send_due_messages, sweep_messages
from tests.cast import House
from tests.partnerships.test_outbox_faults import age_claims, queue, state_of
from tests.presses import at_once
from tests.processes import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def sending(inbox: Inbox) -> Iterator[None]:
    """A worker on a connection of its own, which has a first mail at the server's closed gate."""

    def send() -> None:
        try:
            send_due_messages()
        finally:
            connection.close()

    worker = threading.Thread(target=send)
    inbox.gate.clear()
    inbox.arrived.clear()
    worker.start()
    assert inbox.arrived.wait(20)
    yield
    inbox.gate.set()
    worker.join(20)
    assert not worker.is_alive()


def test_mails_that_another_worker_took_over_go_out_once(prairie: House, inbox: Inbox) -> None:
    messages = [queue(prairie, f"key-{number}") for number in range(4)]
    with sending(inbox):
        age_claims()
        sweep_messages()
        with sending(inbox):
            pass
    counts = Counter(str(mail["Message-ID"]) for mail in inbox.accepted)
    # Only the mail that was at the server when its claim ended comes a second time, marked.
    assert sorted(counts.values()) == [1, 1, 1, 2]
    assert set(counts) == {message_id(message.pk) for message in messages}
    assert {state_of(prairie, message) for message in messages} == {"sent"}


def test_renewed_claim_counts_from_then_and_the_lost_one_is_refused(prairie: House) -> None:
    queue(prairie)
    with dispatch_scope():
        (claim,) = claim_due_messages()
    with dispatch_scope():
        renewed = renew_claim(claim)
    assert renewed is not None
    assert renewed.claimed_at > claim.claimed_at
    with dispatch_scope():
        assert renew_claim(claim) is None


def test_worker_that_lost_its_claim_records_nothing(prairie: House) -> None:
    message = queue(prairie)
    with dispatch_scope():
        (lost,) = claim_due_messages()
    age_claims()
    sweep_messages()
    with dispatch_scope():
        claim_due_messages()
        record_failure(lost, "timed out")
        record_sent(lost)
    assert state_of(prairie, message) == "sending"


def test_mail_that_is_withdrawn_behind_a_slow_one_is_neither_sent_nor_given_a_link(
    prairie: House, inbox: Inbox
) -> None:
    for number in range(2):
        queue(prairie, f"key-{number}", link_purpose="join")
    with sending(inbox), prairie.scope():
        assert withdraw_unsent(Message.objects.all()) == 1
    (mail,) = inbox.accepted
    with prairie.scope():
        sent = Message.objects.get(state="sent")
        assert Message.objects.exclude(pk=sent.pk).get().state == "withdrawn"
        assert MagicLink.objects.get().message_id == sent.pk
    assert mail["Message-ID"] == message_id(sent.pk)


def test_withdrawing_and_beginning_at_once_end_in_one_of_the_two(prairie: House) -> None:
    message = queue(prairie)
    with dispatch_scope():
        (claim,) = claim_due_messages()

    def begin() -> bool:
        with dispatch_scope():
            return renew_claim(claim) is not None

    def withdraw() -> bool:
        with prairie.scope():
            return withdraw_unsent(Message.objects.all()) == 1

    began, withdrawn = at_once(begin, withdraw)
    assert began != withdrawn
    assert state_of(prairie, message) == ("sending" if began else "withdrawn")


def begin_and_die() -> UUID:
    """A worker dies while it sends the first mail of what it claimed: which one."""
    with dispatch_scope():
        first, *_ = claim_due_messages()
    with dispatch_scope():
        assert renew_claim(first)
    age_claims()
    sweep_messages()
    return first.message_id


def test_only_the_mail_that_was_begun_is_marked_after_a_crash(prairie: House, inbox: Inbox) -> None:
    for number in range(3):
        queue(prairie, f"key-{number}")
    begun = begin_and_die()
    assert send_due_messages() == 3
    marked = [mail["Message-ID"] for mail in inbox.accepted if mail["X-Sent-Again"]]
    assert marked == [message_id(begun)]
    page = prairie.client("owner").get(prairie.url("settings/messages/")).text
    assert page.count("Sent again after a crash") == 1


def test_mail_whose_sixth_try_ends_its_worker_fails_and_says_why(
    prairie: House, inbox: Inbox
) -> None:
    message = queue(prairie)
    for _ in range(6):
        assert state_of(prairie, message) == "queued"
        begin_and_die()
    assert send_due_messages() == 0
    client, url = prairie.client("coordinator"), prairie.url("settings/messages/")
    page = client.get(url).text
    assert "Tried six times; the last try broke off, so it may have arrived." in page
    assert "Sent again after a crash" not in page
    client.post(f"{url}{message.pk}/retry/")
    assert send_due_messages() == 1
    assert inbox.accepted[0]["X-Sent-Again"] is not None
