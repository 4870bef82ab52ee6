"""Forms that arrive when somebody was faster: what was typed is never lost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model

from config.forms import PlainForm
from partnerships.models import AuditEvent


def came_late(request: Any, form: PlainForm, subject: Model, words: str) -> bool:
    """Whether the form is to be shown again, with the reason on top and without its button.

    False for a second press of the same button: what was typed is on record as the reason of this
    very member, so a message is enough.

    subject: what the form is about. words: what is the case now, a sentence after
    “Nothing changed:”.
    """
    typed = [value for value in form.cleaned_data.values() if value and isinstance(value, str)]
    own = AuditEvent.objects.filter(object_id=subject.pk, actor_id=request.membership.pk)
    if own.filter(reason__in=typed).exists():
        messages.info(request, f"Nothing changed: {words}")
        return False
    form.refuse_late(words)
    return True
