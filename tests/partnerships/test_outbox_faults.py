"""What a crash, a second worker or a lost broker does to mail: never lost, never doubled unseen."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from config.mail import message_id
from config.tenancy.scopes import dispatch_scope
from partnerships.models import Message
from partnerships.services.outbox import Envelope, claim_due_messages, queue_message, set_preference
from partnerships.tasks import send_due_messages, sweep_messages
from tests.cast import House
from tests.conftest import superuser_connection
from tests.processes import Inbox, Process, free_port, mail_server_at, wait_until


def queue(house: House, key: str = "one", **changes: Any) -> Message:
    values: dict[str, Any] = {
        "kind": "invitation",
        "to_name": "Tom Lindqvist",
        "to_email": "tom@lindqvist.example",
        "subject_id": house.partnership.pk,
        "dedupe_key": key,
        "context": {"inviter": "Maren Solberg", "role": "viewer"},
        **changes,
    }
    with house.scope():
        queue_message(Envelope(**values))
        return Message.objects.get(dedupe_key=key)


def state_of(house: House, message: Message) -> str:
    with house.scope():
        return str(Message.objects.values_list("state", flat=True).get(pk=message.pk))


def age_claims() -> None:
    """Makes every claim as old as one that a dead worker left."""
    with superuser_connection() as server:
        server.execute(
            "UPDATE partnerships_message SET claimed_at = claimed_at - interval '1 hour',"
            " not_before = not_before - interval '1 hour'"
        )


@contextmanager
def locked(message: Message) -> Iterator[None]:
    """Holds the row, so that a worker cannot record what it did."""
    with superuser_connection() as server:
        server.autocommit = False
        server.execute("SELECT 1 FROM partnerships_message WHERE id = %s FOR UPDATE", [message.pk])
        yield
        server.rollback()


def test_same_key_twice_is_one_message(prairie: House) -> None:
    queue(prairie)
    queue(prairie)
    with prairie.scope():
        assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_message_goes_out_once_with_its_row_as_message_id(prairie: House, inbox: Inbox) -> None:
    message = queue(prairie)
    assert send_due_messages() == 1
    assert send_due_messages() == 0
    (mail,) = inbox.accepted
    assert mail["Message-ID"] == message_id(message.pk)
    assert mail["Subject"] == "Maren Solberg invites you to join Prairie Service Cooperative"
    assert mail["Reply-To"] == "hello@prairie.example"
    assert state_of(prairie, message) == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_never_share_a_row(prairie: House) -> None:
    for number in range(20):
        queue(prairie, f"key-{number}")
    claimed: list[list[Any]] = [[], []]
    barrier = threading.Barrier(2)

    def claim(place: int) -> None:
        try:
            with dispatch_scope():
                barrier.wait()
                claimed[place] = claim_due_messages(limit=15)
                barrier.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    first, second = ({row[1] for row in rows} for rows in claimed)
    assert not first & second
    assert len(first) + len(second) == 20


@pytest.mark.django_db(transaction=True)
def test_worker_killed_before_acceptance_leads_to_exactly_one_mail(
    prairie: House, inbox: Inbox, worker: Callable[..., Process]
) -> None:
    inbox.holds_before_data = True
    inbox.gate.clear()
    doomed = worker()
    message = queue(prairie)
    assert inbox.arrived.wait(40)
    doomed.end(signal.SIGKILL)
    inbox.gate.set()
    assert state_of(prairie, message) == "sending"
    age_claims()
    sweep_messages()
    worker()
    inbox.wait(1, 40)
    wait_until(lambda: state_of(prairie, message) == "sent")
    assert [mail["Message-ID"] for mail in inbox.accepted] == [message_id(message.pk)]


@pytest.mark.django_db(transaction=True)
def test_worker_killed_before_recording_resends_once_and_marks_it(
    prairie: House, inbox: Inbox, worker: Callable[..., Process]
) -> None:
    inbox.gate.clear()
    doomed = worker()
    message = queue(prairie)
    assert inbox.arrived.wait(40)
    with locked(message):
        inbox.gate.set()
        inbox.wait(1)
        doomed.end(signal.SIGKILL)
    age_claims()
    sweep_messages()
    worker()
    first, second = inbox.wait(2, 40)
    wait_until(lambda: state_of(prairie, message) == "sent")
    assert first["Message-ID"] == second["Message-ID"] == message_id(message.pk)
    assert first["X-Sent-Again"] is None
    assert second["X-Sent-Again"] is not None
    assert len(inbox.accepted) == 2


@pytest.mark.django_db(transaction=True)
def test_refused_mail_waits_and_tries_again(prairie: House, settings: Any) -> None:
    settings.MAILERS = mail_server_at(free_port())
    message = queue(prairie)
    assert send_due_messages() == 0
    with prairie.scope():
        row = Message.objects.get(pk=message.pk)
    assert (row.state, row.attempts) == ("queued", 1)
    assert "refused" in row.error
    assert row.not_before > message.not_before


@pytest.mark.django_db(transaction=True)
def test_sixth_refusal_gives_up_and_the_convener_may_send_again(
    prairie: House, settings: Any
) -> None:
    settings.MAILERS = mail_server_at(free_port())
    message = queue(prairie)
    for _ in range(6):
        with superuser_connection() as server:
            server.execute("UPDATE partnerships_message SET not_before = now()")
        send_due_messages()
    assert state_of(prairie, message) == "failed"
    prairie.client("coordinator").post(prairie.url(f"settings/messages/{message.pk}/retry/"))
    assert state_of(prairie, message) == "queued"


@pytest.mark.django_db(transaction=True)
def test_absent_broker_delays_and_loses_nothing(
    prairie: House, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kombu.exceptions import OperationalError

    def away(*args: Any, **options: Any) -> None:
        raise OperationalError("the broker is away")

    monkeypatch.setattr(send_due_messages, "apply_async", away)
    message = queue(prairie)
    assert state_of(prairie, message) == "queued"
    send_due_messages()  # what beat does every five seconds
    assert state_of(prairie, message) == "sent"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("choice", "after"), [({"pause_days": 30}, "held"), ({"stop": True}, "held")]
)
def test_reminder_to_somebody_who_stopped_is_held(
    prairie: House, inbox: Inbox, choice: dict[str, Any], after: str
) -> None:
    with prairie.scope():
        set_preference("Tom@Lindqvist.example", subject_id=None, **choice)
    message = queue(prairie, stream="reminder")
    signing = queue(prairie, "signing")
    send_due_messages()
    assert state_of(prairie, message) == after
    assert state_of(prairie, signing) == "sent"


@pytest.mark.django_db(transaction=True)
def test_held_reminder_goes_out_after_the_person_resumes(prairie: House, inbox: Inbox) -> None:
    with prairie.scope():
        set_preference("tom@lindqvist.example", subject_id=None, stop=True)
    message = queue(prairie, stream="reminder")
    send_due_messages()
    with prairie.scope():
        set_preference("tom@lindqvist.example", subject_id=None)
    sweep_messages()
    send_due_messages()
    assert state_of(prairie, message) == "sent"
