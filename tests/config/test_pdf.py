"""HTML to tagged PDF: accessible, closed to the outside, the same every time."""

from __future__ import annotations

import gc
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
import pytest
from django.test import override_settings
from pyhanko.pdf_utils.reader import PdfFileReader

from config import pdf, pdf_tags
from config.pdf_tags import complete_tags
from tests.config import pdf_structure, sample_document
from tests.config.sample_document import PAGE


def text_of(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "read.pdf").write_bytes(data)
    command = ["pdftotext", "-layout", str(tmp_path / "read.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_document_conforms_to_pdf_ua() -> None:
    assert pdf_structure.problems(sample_document.make()) == []


@pytest.mark.parametrize(
    ("kind", "value", "lost", "words"),
    [
        ("S", "/Figure", "Alt", "FIGURE-ALTERNATIVE-TEXT"),
        ("Subtype", "/Link", "Contents", "LINK-CONTENTS"),
        ("Type", "/Page", "Tabs", "PAGE-TABS"),
        ("Type", "/Font", "ToUnicode", "FONT-UNICODE-MAPPING"),
        ("Type", "/Catalog", "Lang", "TEXT-LANGUAGE"),
        ("S", "/TH", "A", "a table header has no scope"),
    ],
)
def test_a_document_that_lost_something_is_found_out(
    monkeypatch: pytest.MonkeyPatch, kind: str, value: str, lost: str, words: str
) -> None:
    def lose(document: Any, made: pydyf.PDF) -> None:
        complete_tags(document, made)
        things = [one for one in made.objects if isinstance(one, pydyf.Dictionary)]
        assert [one.pop(lost) for one in things if one.get(kind) == value and lost in one]

    monkeypatch.setattr(pdf_tags, "complete_tags", lose)
    assert any(words in problem for problem in pdf_structure.problems(sample_document.make()))


def test_a_document_carries_title_language_and_date() -> None:
    reader = PdfFileReader(BytesIO(sample_document.make()))
    assert reader.root["/Lang"] == "en"
    info = reader.trailer["/Info"]
    assert info["/Title"] == "Sample report"
    assert info["/CreationDate"].startswith("D:20261123141200")


def test_headers_and_footers_stand_on_each_page_and_outside_the_reading_order(
    tmp_path: Path,
) -> None:
    data = sample_document.make()
    text = text_of(data, tmp_path)
    assert ("Page 1 of 2" in text, "Page 2 of 2" in text) == (True, True)
    reader = PdfFileReader(BytesIO(data))
    content = reader.root["/Pages"]["/Kids"][0]["/Contents"].data
    assert content.split().count(b"/Pagination>>") >= 3


def test_the_same_document_gives_the_same_bytes() -> None:
    assert sample_document.make() == sample_document.make()


def test_another_text_gives_other_bytes() -> None:
    assert sample_document.make(text="One") != sample_document.make(text="Two")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "https://example.org/picture.png",
        "http://169.254.169.254/latest/",
        "//example.org/picture.png",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "ftp://example.org/a",
        "../../config/settings.py",
        "/static/../config/settings.py",
        "%2e%2e/%2e%2e/config/settings.py",
        "images/other.svg",
        "missing.svg",
    ],
)
def test_an_address_that_is_not_our_own_file_stops_the_document(address: str) -> None:
    page = PAGE.replace("images/chart.svg", address)
    with pytest.raises(pdf.DocumentError):
        sample_document.make(page)


def test_a_stylesheet_from_outside_stops_the_document() -> None:
    page = PAGE.replace("report.css", "https://example.org/other.css")
    with pytest.raises(pdf.DocumentError):
        sample_document.make(page)


def test_an_image_inside_an_image_cannot_read_the_machine() -> None:
    inner = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    inner += b'<image href="file:///etc/hostname" width="9" height="9"/></svg>'
    page = "<html lang='en'><body><img alt='A' src='images/a.svg'></body></html>"
    harmless = inner.replace(b'<image href="file:///etc/hostname"', b"<rect")
    assert pdf.render_pdf(page, title="T", images={"a.svg": harmless})
    with pytest.raises(pdf.DocumentError):
        pdf.render_pdf(page, title="T", images={"a.svg": inner})


def test_an_image_without_alternative_text_stops_the_document() -> None:
    page = PAGE.replace(' alt="Bars; the table has the figures."', "")
    with pytest.raises(pdf.DocumentError, match="alt"):
        sample_document.make(page)


def test_a_document_without_title_is_refused() -> None:
    with pytest.raises(pdf.DocumentError, match="title"):
        pdf.render_pdf("<html lang='en'></html>", title=" ")


def test_hostile_words_stand_in_the_document_as_words(tmp_path: Path) -> None:
    title = "Nul \x00 <b>bold</b> שלום 🎉 \x0b\ufffe"
    data = pdf.render_template_pdf("pdf/base.html", {"title": title, "foot": "<i>foot</i>"})
    assert "<i>foot</i>" in text_of(data, tmp_path)
    assert PdfFileReader(BytesIO(data)).trailer["/Info"]["/Title"].startswith("Nul   <b>bold</b>")


def test_a_brand_that_is_no_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        pdf.render_template_pdf("pdf/base.html", {"title": "T", "brand": "red} @import 'x'"})


def test_a_collected_file_with_hashed_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "only-collected.1a2b.css").write_text("h1 { display: none }")
    page = PAGE.replace("report.css", "/static/only-collected.1a2b.css")
    with override_settings(STATIC_ROOT=tmp_path):
        text = text_of(sample_document.make(page), tmp_path)
    assert ("Section" in text, "Finding" in text) == (True, False)


def test_warming_up_freezes_the_heap() -> None:
    gc.unfreeze()
    pdf.warm_up()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert frozen > 1000
