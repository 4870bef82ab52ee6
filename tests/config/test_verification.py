"""What a seal says about changed, extended, broken and foreign files; and what only a hash says."""

from __future__ import annotations

import hashlib
import subprocess
import tracemalloc
import zlib
from datetime import UTC
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config import sealing
from config.demo_certificate import Authority, DemoCertificate, make_demo_certificate
from config.verification import verify_pdf
from tests.config import sample_document

# One worker meets them all: keys and a sealed file are made once.
pytestmark = [pytest.mark.requirement("R55"), pytest.mark.xdist_group("verification")]

SAMPLES = 40


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(_demo(tmp_path_factory).authority.read_bytes())


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    demo = _demo(tmp_path_factory)
    sealer = sealing.Sealer.load(demo.key, demo.certificate, demo.passphrase.read_text())
    return sealer.seal(sample_document.make(), reason="Signed by both").data


def _demo(factory: pytest.TempPathFactory) -> DemoCertificate:
    return make_demo_certificate(Path(factory.getbasetemp()) / "verification-demo")


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def padding(data: bytes) -> tuple[int, int]:
    """First and last position of the zeros that fill the signature's place."""
    _, before, after, _ = PdfFileReader(BytesIO(data)).embedded_signatures[0].byte_range
    end = int(after) - 1
    start = end
    while data[start - 1 : start] == b"0":
        start -= 1
    assert start > int(before)
    return start + 1, end - 1


def test_an_untouched_document_is_valid(sealed: bytes, roots: list[x509.Certificate]) -> None:
    result = verify_pdf(sealed, roots)
    assert (result.valid, result.level) == (True, "B-B")
    assert result.signer == "Cross-sector partnerships (demo certificate)"
    assert result.signed_at is not None
    assert result.signed_at.tzinfo is UTC
    assert result.findings[-1] == "The document is as it was sealed."


def test_a_flipped_byte_anywhere_changes_the_hash(sealed: bytes) -> None:
    original = hashlib.sha256(sealed).hexdigest()
    start, end = padding(sealed)
    places = [*range(0, len(sealed), len(sealed) // SAMPLES), start, (start + end) // 2, end]
    hashes = {verify_pdf(flipped(sealed, place), []).sha256 for place in places}
    assert original not in hashes
    assert len(hashes) == len(set(places))


def test_a_flipped_byte_that_the_seal_covers_is_never_valid(
    sealed: bytes, roots: list[x509.Certificate]
) -> None:
    _, before, after, rest = PdfFileReader(BytesIO(sealed)).embedded_signatures[0].byte_range
    covered = [*range(0, before, before // SAMPLES), *range(after, after + rest, rest // 8)]
    assert [p for p in covered if verify_pdf(flipped(sealed, p), roots).valid] == []


def test_a_change_in_the_padding_is_seen_by_the_hash_alone(
    sealed: bytes, roots: list[x509.Certificate]
) -> None:
    start, end = padding(sealed)
    changed = flipped(sealed, (start + end) // 2)
    result = verify_pdf(changed, roots)
    assert result.valid  # the reason why the whole file's hash is compared first
    assert result.sha256 != hashlib.sha256(sealed).hexdigest()


@pytest.mark.parametrize("added", [b"\x00", b"\n", b" words after the end"])
def test_appended_bytes_change_the_hash_and_are_found(
    sealed: bytes, roots: list[x509.Certificate], added: bytes
) -> None:
    result = verify_pdf(sealed + added, roots)
    assert result.sha256 != hashlib.sha256(sealed).hexdigest()
    assert (result.valid, result.whole_file) == (False, False)
    assert result.findings[0] == "Something was added to the file after it was sealed."


def test_a_second_end_of_file_is_never_valid(sealed: bytes, roots: list[x509.Certificate]) -> None:
    assert not verify_pdf(sealed + b"%%EOF\n", roots).valid


def test_pyhanko_alone_accepts_appended_bytes(sealed: bytes, roots: list[x509.Certificate]) -> None:
    der = roots[0].public_bytes(serialization.Encoding.DER)
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], allow_fetching=False)
    signature = PdfFileReader(BytesIO(sealed + b"\x00")).embedded_signatures[0]
    assert validate_pdf_signature(signature, context).bottom_line


def test_pdfsig_alone_accepts_a_change_in_the_padding(sealed: bytes, tmp_path: Path) -> None:
    start, end = padding(sealed)
    (tmp_path / "changed.pdf").write_bytes(flipped(sealed, (start + end) // 2))
    command = ["pdfsig", "-nocert", str(tmp_path / "changed.pdf")]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in words


def test_a_later_revision_is_found(sealed: bytes, roots: list[x509.Certificate]) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("fr")
    writer.update_root()
    later = BytesIO()
    writer.write(later)
    result = verify_pdf(later.getvalue(), roots)
    assert (result.valid, result.whole_file) == (False, False)


def test_an_unknown_authority_is_not_trusted(sealed: bytes) -> None:
    result = verify_pdf(sealed, [Authority("Demo authority, not for real agreements").certificate])
    assert (result.intact, result.trusted, result.valid) == (True, False, False)
    assert "does not come from an authority we trust" in result.findings[0]


def test_a_document_without_seal_says_so() -> None:
    result = verify_pdf(sample_document.make(), [])
    assert (result.is_pdf, result.sealed) == (True, False)
    assert result.findings == ("The file carries no seal.",)


def test_an_encrypted_document_says_so() -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(sample_document.make())))
    writer.encrypt("owner", "user")
    made = BytesIO()
    writer.write(made)
    assert verify_pdf(made.getvalue(), []).findings == (
        "The file is encrypted and cannot be checked.",
    )


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x00" * 100, b"PK\x03\x04", b" %PDF-1.7"])
def test_what_is_no_pdf_says_so(data: bytes) -> None:
    assert verify_pdf(data, []).findings == ("The file is not a PDF.",)


def test_a_huge_file_is_not_read() -> None:
    result = verify_pdf(b"%PDF-1.7" + b"\x00" * 2_000_000, [], largest=1_048_576)
    assert result.findings == ("The file is larger than 1 MB and was not read.",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n%%EOF",
        b"\nstartxref\n0\n%%EOF",
        b"\nstartxref\n99999999\n%%EOF",
        b"\nxref\n0 1\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"[" * 200_000,
        b"\n1 0 obj\n" + b"<</A" * 50_000 + b"\nstartxref\n9\n%%EOF",
        b"\xff" * 5000,
    ],
)
def test_a_broken_pdf_is_a_finding_and_no_exception(body: bytes) -> None:
    result = verify_pdf(b"%PDF-1.7" + body, [])
    assert (result.valid, result.is_pdf, len(result.findings)) == (False, True, 1)


def test_a_cut_document_is_never_valid(sealed: bytes, roots: list[x509.Certificate]) -> None:
    for length in range(1000, len(sealed), len(sealed) // 12):
        assert not verify_pdf(sealed[:length], roots).valid


def test_a_stream_that_unpacks_to_gigabytes_is_a_finding() -> None:
    packed = zlib.compress(zlib.compress(b"\x00" * 300_000_000, 9), 9)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Length "
    head += str(len(packed)).encode() + b"/Filter[/FlateDecode/FlateDecode]>>\nstream\n"
    bomb = head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    assert verify_pdf(bomb, []).findings == ("The file is damaged: its seal cannot be read.",)


def bomb(layers: int, size: int = 400 * 1024 * 1024) -> bytes:
    """A small PDF whose list of objects unpacks to `size` bytes of zeros."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    filters = b" ".join([b"/FlateDecode"] * layers)
    head = b"%PDF-1.7\n"
    start = len(head)
    return (
        head
        + b"1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Index[0 9]/Root 2 0 R/Length %d/Filter[%s]>>\n"
        % (len(packed), filters)
        + b"stream\n"
        + packed
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )


@pytest.mark.parametrize("layers", [1, 2])
def test_file_that_unpacks_without_end_is_refused_in_little_memory(
    roots: list[x509.Certificate], layers: int
) -> None:
    data = bomb(layers)
    tracemalloc.start()
    try:
        answer = verify_pdf(data, roots)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer.sealed, answer.valid) == (False, False)
    assert most < 150 * 1024 * 1024
