"""What the renderer's tags still lack for PDF/UA."""

from __future__ import annotations

from typing import Any

import pydyf


def complete_tags(document: Any, pdf: pydyf.PDF) -> None:
    """WeasyPrint's finisher, before the file is written."""
    detach_running_text(document, pdf)
    say_what_headers_head(pdf)
    print_links(pdf)


def say_what_headers_head(pdf: pydyf.PDF) -> None:
    """Gives every table header its scope (ISO 14289-1 section 7.5): column in the head, else row.

    The renderer lists the headers of data cells only, so the corner above row headers heads
    nothing a reader could find.
    """
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary) and entry.get("S") == "/TH":
            group = _object(pdf, _object(pdf, entry["P"])["P"])
            entry["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def print_links(pdf: pydyf.PDF) -> None:
    """Marks links as printed, so that screen, paper and screen reader agree (section 7.18)."""
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Dictionary) and entry.get("Subtype") == "/Link":
            entry["F"] = 4


def detach_running_text(document: Any, pdf: pydyf.PDF) -> None:
    """Makes page headers and footers artifacts, as ISO 14289-1 section 7.8 asks.

    The renderer marks them as content of structure elements that hang from no tree: a checker
    calls that untagged content, and a screen reader may read them in the middle of a sentence.
    """
    tree = _object(pdf, pdf.catalog["StructTreeRoot"])
    attached = _attached(pdf, tree["K"])
    # The parent tree alternates keys and values; its first entries belong to the pages, in order.
    per_page = _object(pdf, tree["ParentTree"])["Nums"][1 : 2 * len(document.pages) : 2]
    for page_reference, references in zip(pdf.page_references, per_page, strict=True):
        orphans = {n for n, reference in enumerate(references) if reference not in attached}
        _make_artifacts(_object(pdf, _object(pdf, page_reference)["Contents"]), orphans)
        for number in orphans:
            references[number] = b"null"


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _attached(pdf: pydyf.PDF, top: list[Any]) -> set[bytes]:
    """References of every structure element that hangs from the tree."""
    found: set[bytes] = set()
    waiting = list(top)
    while waiting:
        reference = waiting.pop()
        if isinstance(reference, bytes) and reference not in found:
            found.add(reference)
            waiting.extend(_object(pdf, reference).get("K", ()))
    return found


def _make_artifacts(stream: pydyf.Stream, orphans: set[int]) -> None:
    operators = stream.stream
    for position, operator in enumerate(operators):
        if operator == b"BDC" and operators[position - 1].get("MCID") in orphans:
            operators[position - 2] = "/Artifact"
            operators[position - 1] = pydyf.Dictionary({"Type": "/Pagination"})
