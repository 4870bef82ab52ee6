"""What can be checked of PDF/UA-1 without a validator, as sentences about what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

_LITERALS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>")
_PAINTING = {b"Tj", b"TJ", b"Do", b"f", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh"}
_OPENING = {b"BDC", b"BMC"}


def problems(pdf: bytes) -> list[str]:
    """Every problem found; empty for a document whose structure is sound."""
    reader = PdfFileReader(BytesIO(pdf))
    return [*_catalog(reader), *_tree(reader), *_pages(reader), *_fonts(reader)]


def elements(reader: PdfFileReader, kind: str | None = None) -> Iterator[DictionaryObject]:
    """Structure elements in reading order, optionally of one kind such as ``/TH``."""
    for element in _walk(reader.root["/StructTreeRoot"]["/K"]):
        if kind is None or element["/S"] == kind:
            yield element


def _walk(node: Any) -> Iterator[DictionaryObject]:
    if isinstance(node, DictionaryObject):
        if node.get("/Type") == "/StructElem":
            yield node
            yield from _walk(node.get("/K"))
    elif isinstance(node, list):
        for index in range(len(node)):
            yield from _walk(node[index])


def _catalog(reader: PdfFileReader) -> Iterator[str]:
    root = reader.root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "the document is not marked as tagged"
    if not root.get("/Lang"):
        yield "the document has no language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window would show the file name instead of the title"
    metadata = root["/Metadata"].data.decode()
    if not re.search(r"pdfuaid:part(>|=\")1", metadata):
        yield "the metadata does not claim PDF/UA-1"
    if not re.search(r"<\w+:title[^>]*>.*?<\w+:li[^>]*>[^<]+", metadata, re.S):
        yield "the metadata has no title"


def _tree(reader: PdfFileReader) -> Iterator[str]:
    if "/StructTreeRoot" not in reader.root:
        yield "there is no structure tree"
        return
    for figure in elements(reader, "/Figure"):
        if not figure.get("/Alt"):
            yield "a figure has no alternative text"
    for header in elements(reader, "/TH"):
        if "/Scope" not in header.get("/A", {}):
            yield "a table header has no scope"
    for table in elements(reader, "/Table"):
        kinds = {element["/S"] for element in _walk(table.get("/K"))}
        if "/TH" not in kinds:
            yield "a table has no header cells"
    levels = [int(e["/S"][2:]) for e in elements(reader) if re.fullmatch(r"/H[1-6]", e["/S"])]
    for above, below in zip([0, *levels], levels, strict=False):
        if below > above + 1:
            yield f"a heading of level {below} follows one of level {above}"


def _pages(reader: PdfFileReader) -> Iterator[str]:
    tree = reader.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    parents = {int(tree[i]): tree[i + 1] for i in range(0, len(tree), 2)}
    for number, page in enumerate(_each_page(reader.root["/Pages"])):
        if page.get("/Tabs") != "/S":
            yield f"page {number + 1}: the tab order does not follow the structure"
        owners = parents[int(page["/StructParents"])]
        for word in _outside_tags(page["/Contents"].data, owners):
            yield f"page {number + 1}: {word}"
        for annotation in page.get("/Annots", ()):
            yield from _annotation(annotation.get_object())


def _each_page(node: Any) -> Iterator[DictionaryObject]:
    for kid in node["/Kids"]:
        kid = kid.get_object()
        if kid["/Type"] == "/Page":
            yield kid
        else:
            yield from _each_page(kid)


def _outside_tags(content: bytes, owners: Any) -> Iterator[str]:
    """Content that is neither an artifact nor owned by an element of the tree."""
    tokens = _LITERALS.sub(b"()", content).replace(b"<<", b" << ").replace(b">>", b" >> ").split()
    depth = 0
    for position, token in enumerate(tokens):
        if token in _OPENING:
            depth += 1
            marked = re.search(rb"/MCID (\d+)", b" ".join(tokens[max(0, position - 6) : position]))
            if token == b"BDC" and marked and owners[int(marked[1])] is None:
                yield f"marked content {int(marked[1])} has no owner"
        elif token == b"EMC":
            depth -= 1
        elif token in _PAINTING and depth == 0:
            yield f"{token.decode()} paints outside any tag"


def _annotation(annotation: DictionaryObject) -> Iterator[str]:
    hidden = int(annotation.get("/F", 0)) & 2
    if annotation["/Subtype"] == "/Link" and not annotation.get("/Contents"):
        yield "a link has no description"
    if annotation["/Subtype"] == "/Widget" and not annotation.get("/TU"):
        yield "a form field has no description"
    if not hidden and "/StructParent" not in annotation:
        yield "an annotation is not in the structure"


def _fonts(reader: PdfFileReader) -> Iterator[str]:
    for page in _each_page(reader.root["/Pages"]):
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            inner = font["/DescendantFonts"][0]
            if not {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"]):
                yield f"the font {font['/BaseFont']} is not embedded"
            if "/ToUnicode" not in font:
                yield f"the font {font['/BaseFont']} cannot be read as text"
