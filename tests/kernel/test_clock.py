"""What time a row says it was made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from config.clock import MadeAtField, clock_at
from partnerships.models import AuditEvent
from partnerships.services.audit import record_event
from tests.cast import House

THEN = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)


def test_row_is_made_at_the_moment_the_clock_tells(prairie: House) -> None:
    with prairie.scope():
        with clock_at(THEN):
            record_event(prairie.actor("owner"), "told", prairie.partnership)
        record_event(prairie.actor("owner"), "done", prairie.partnership)
        told, done = (AuditEvent.objects.get(verb=verb) for verb in ("told", "done"))
    assert told.created_at == THEN
    assert timezone.now() - done.created_at < timedelta(minutes=1)


def test_moment_of_a_row_stays_when_it_is_saved_again(prairie: House) -> None:
    with prairie.scope():
        before = prairie.partnership.created_at
        with clock_at(THEN):
            prairie.partnership.save()
        prairie.partnership.refresh_from_db()
        assert prairie.partnership.created_at == before


def test_migrations_see_a_plain_moment() -> None:
    field = MadeAtField(auto_now_add=True)
    field.set_attributes_from_name("created_at")
    assert field.deconstruct()[1] == "django.db.models.DateTimeField"
