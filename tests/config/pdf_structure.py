"""What is wrong with a PDF for PDF/UA-1 (ISO 14289-1), as sentences: a validator's, and ours."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import page
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader


def problems(pdf: bytes) -> list[str]:
    """Every problem found; empty for a conformant document whose tables say what heads what."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    found = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return found or list(_headers(PdfFileReader(BytesIO(pdf))))


def _headers(reader: PdfFileReader) -> Iterator[str]:
    """The validator is content with a table whose cells name their headers, or that has none."""
    for table in _elements(reader.root["/StructTreeRoot"]["/K"], "/Table"):
        heads = list(_elements(table["/K"], "/TH"))
        if not heads:
            yield "a table has no header cells"
        if any("/Scope" not in head.get("/A", {}) for head in heads):
            yield "a table header has no scope"


def _elements(node: Any, kind: str) -> Iterator[DictionaryObject]:
    """Structure elements of one kind, such as ``/TH``, in reading order."""
    if isinstance(node, DictionaryObject):
        if node.get("/Type") == "/StructElem":
            if node["/S"] == kind:
                yield node
            yield from _elements(node.get("/K"), kind)
    elif isinstance(node, list):
        for index in range(len(node)):
            yield from _elements(node[index], kind)
