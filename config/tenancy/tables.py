"""What a table is, and who may touch it: the classes that policies and grants are made from.

Every model states its class in a `tenancy` attribute; third-party models are listed in
`THIRD_PARTY`. A table that nobody classified gets no grants, so forgetting fails closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model

#: Column names, or "*" for all columns.
Columns = str | tuple[str, ...]


@dataclass(frozen=True)
class LinkAccess:
    """What a magic link's holder may do with rows of one subject.

    column: the column that must equal the link's subject.
    select, update: columns; insert: whether rows tied to the subject may be added.
    """

    column: str
    select: Columns = "*"
    update: Columns = ()
    insert: bool = False


@dataclass(frozen=True)
class DispatchAccess:
    """What background dispatch may do across conveners; keep it small."""

    select: Columns = ()
    update: Columns = ()
    insert: bool = False


@dataclass(frozen=True)
class Credential:
    """Sign-in data: the login role only, outside every scope, under the application's seal."""

    operations: str = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True)
class Reference:
    """Code lists that everybody may read."""


@dataclass(frozen=True)
class Root:
    """The convener itself: its own row, by equality.

    update: the columns that it may change itself; the others are an operator's.
    """

    update: Columns = ()
    dispatch: DispatchAccess = field(default_factory=DispatchAccess)


@dataclass(frozen=True)
class Tenant:
    """Rows of one convener.

    operations: what the convener's role may do ("SELECT, INSERT" makes a table append-only).
    link, dispatch: further doors, each with columns.
    """

    operations: str = "SELECT, INSERT, UPDATE, DELETE"
    link: LinkAccess | None = None
    dispatch: DispatchAccess | None = None


@dataclass(frozen=True)
class TwoParty:
    """Rows that a convener writes and one other convener may read (a sharing grant)."""

    other_column: str = "agency_id"


@dataclass(frozen=True)
class Shared:
    """Rows that a convener writes for one agency: the state role reads its own agency's only."""


TableClass = Credential | Reference | Root | Tenant | TwoParty | Shared

#: Models that come with libraries; `app_label` to class.
THIRD_PARTY: dict[str, TableClass] = {
    "sessions": Credential(),
    "account": Credential(),
    "mfa": Credential(),
    "auth": Credential(operations="SELECT"),
    "contenttypes": Credential(operations="SELECT"),
}


def table_class(model: type[Model]) -> TableClass | None:
    """The class of a model's table, or None when nobody classified it."""
    own: Any = model.__dict__.get("tenancy")
    if own is None and model._meta.auto_created:
        return THIRD_PARTY.get(model._meta.app_label)
    if own is None:
        own = getattr(model, "tenancy", None) or THIRD_PARTY.get(model._meta.app_label)
    return own


def classified_models() -> list[tuple[type[Model], TableClass | None]]:
    """Every model with a table of its own, with its class."""
    return [
        (model, table_class(model))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
