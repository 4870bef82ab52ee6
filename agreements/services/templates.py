"""Starting texts: the convener's own, or the starter set until there are any."""

from __future__ import annotations

from agreements.models import AgreementTemplate
from agreements.rules.starters import STARTERS, Starter


def _from_starter(starter: Starter) -> AgreementTemplate:
    return AgreementTemplate(
        key=starter.key,
        name=starter.name,
        kind=starter.kind,
        is_binding=starter.is_binding,
        consequence=starter.consequence,
        clauses=[{"heading": heading, "text": text} for heading, text in starter.clauses],
        responsibilities=[promise.as_json() for promise in starter.promises],
    )


def available_templates() -> list[AgreementTemplate]:
    """The convener's templates, what binds last; the starter set unsaved while it has none."""
    own = AgreementTemplate.objects.order_by("is_binding", "created_at", "pk")
    return list(own) or [_from_starter(item) for item in STARTERS]


def template_by_key(key: str) -> AgreementTemplate:
    """One template; the starter set becomes the convener's own rows with its first use.

    Raises AgreementTemplate.DoesNotExist for an unknown key.
    """
    if not AgreementTemplate.objects.exists():
        AgreementTemplate.objects.bulk_create(
            [_from_starter(item) for item in STARTERS], ignore_conflicts=True
        )
    return AgreementTemplate.objects.get(key=key)
