"""The purpose gate (playbook L203–210, B1): nobody is contacted before the charter stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from partnerships.models import PARTS, DocumentKind, DocumentState


@dataclass(frozen=True)
class Finding:
    """One missing thing: a code, the sentence, and where to mend it (a URL name's part)."""

    code: str
    message: str
    kind: str

    def __str__(self) -> str:
        return self.message


def missing_parts(kind: str, parts: dict[str, str]) -> list[tuple[str, str]]:
    """`(key, label)` of each part of a document that is still empty."""
    return [(key, label) for key, label, _ in PARTS[kind] if not parts.get(key, "").strip()]


def charter_findings(documents: Iterable[Any]) -> list[Finding]:
    """What stands between a partnership and its first contact; empty when outreach is open.

    documents: all versions of one partnership's charter documents.
    """
    findings = []
    by_kind: dict[str, list[Any]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, []).append(document)
    for kind in DocumentKind:
        versions = by_kind.get(kind, [])
        if any(version.state == DocumentState.APPROVED for version in versions):
            continue
        findings.append(_finding(kind, versions))
    return findings


def _finding(kind: DocumentKind, versions: list[Any]) -> Finding:
    name = kind.label.lower()
    drafts = [version for version in versions if version.state == DocumentState.DRAFT]
    if not drafts:
        return Finding(f"{kind}_missing", f"The {name} is not written.", kind)
    empty = missing_parts(kind, drafts[0].parts)
    if empty:
        labels = ", ".join(label.lower() for _, label in empty)
        return Finding(f"{kind}_incomplete", f"The {name} lacks: {labels}.", kind)
    return Finding(f"{kind}_unapproved", f"The {name} is not approved.", kind)
