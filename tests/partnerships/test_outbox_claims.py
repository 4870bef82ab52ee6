"""A claim that was lost while the mail server was slow: whoever has the mail now sends it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

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
    begun, waits = (queue(prairie, f"key-{number}", link_purpose="join") for number in range(2))
    with sending(inbox), prairie.scope():
        assert withdraw_unsent(Message.objects.all()) == 1
    assert [mail["Message-ID"] for mail in inbox.accepted] == [message_id(begun.pk)]
    assert [state_of(prairie, message) for message in (begun, waits)] == ["sent", "withdrawn"]
    with prairie.scope():
        assert MagicLink.objects.get().message_id == begun.pk


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
