"""How history words what happened."""

from __future__ import annotations

from django import template

from config.templatetags.formatting import past
from partnerships.models import AuditEvent
from partnerships.registries import event_phrases, event_titles

register = template.Library()


@register.filter
def what_happened(event: AuditEvent) -> str:
    """Say who did what, such as "Tom Lindqvist signed “Host students, spring 2027”"."""
    label = event.object_label
    phrase = event_phrases.get((event.object_type, event.verb), f"{past(event.verb)} {{}}")
    shown = f"“{label}”" if label and event.object_type in event_titles else label
    lower = label[:1].lower() + label[1:]
    slot, filling = ("{lower}", lower) if "{lower}" in phrase else ("{}", shown)
    words = phrase.replace(slot, filling)
    return f"{event.actor_label} {words.strip()}"
