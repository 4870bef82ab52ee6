"""The charter as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from partnerships.models import PARTS, DocumentKind, DocumentState
from partnerships.rules.outreach import missing_parts


@dataclass(frozen=True)
class Section:
    """One document: the version that counts, a draft beside it, and older ones."""

    kind: str
    name: str
    approved: Any
    draft: Any
    older: list[Any]

    @property
    def shown(self) -> Any:
        """The version whose text the page shows: the approved one, else the draft."""
        return self.approved or self.draft

    @property
    def parts(self) -> list[tuple[str, str]]:
        """`(label, text)` of the shown version."""
        texts = self.shown.parts if self.shown else {}
        return [(label, texts.get(key, "")) for key, label, _ in PARTS[self.kind]]

    @property
    def draft_lacks(self) -> str:
        """The empty parts of the draft, in words; empty when it may be approved."""
        missing = missing_parts(self.kind, self.draft.parts) if self.draft else []
        return ", ".join(label.lower() for _, label in missing)


def charter_sections(documents: Iterable[Any]) -> list[Section]:
    """Purpose first, then protocol, from all versions of one partnership."""
    rows = list(documents)

    def section(kind: DocumentKind) -> Section:
        own = [row for row in rows if row.kind == kind]
        by_state = {state: [r for r in own if r.state == state] for state in DocumentState}
        return Section(
            kind=kind.value,
            name=kind.label,
            approved=next(iter(by_state[DocumentState.APPROVED]), None),
            draft=next(iter(by_state[DocumentState.DRAFT]), None),
            older=by_state[DocumentState.SUPERSEDED],
        )

    return [section(kind) for kind in DocumentKind]
