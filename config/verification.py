"""Reading a PDF's seal back: who sealed it, when, and whether the file is as it was sealed.

The first check of any document we sealed ourselves is not here: compare the SHA-256 of the whole
file with the stored one. A signature does not cover its own padding, and a reader of signatures
may accept bytes after the end of the file; the hash of all bytes misses nothing. This module is
for what the hash cannot say, and for files that are not ours.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.decode_limits import (
    DecodeLimits,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from config.bodies import LARGEST_FILE

#: A stranger's file may unpack to this much and no more; ours need a hundredth of it.
UNPACKED = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=32 * 1024 * 1024),
    document_budget=DocumentDecodeBudget(base_allowance=64 * 1024 * 1024, max_ratio=0),
)
# pyHanko logs a traceback for each certificate it does not trust; the result says it.
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Verification:
    """What a file's seal says. ``findings`` are sentences for a person, worst first.

    ``intact``: the sealed bytes are unchanged. ``whole_file``: the seal covers the file to its
    end and nothing was added after it. ``trusted``: the certificate leads to a given root.
    ``signed_at`` is proven for level B-T and claimed by the sealer otherwise.
    """

    sha256: str
    is_pdf: bool = False
    sealed: bool = False
    intact: bool = False
    whole_file: bool = False
    trusted: bool = False
    signer: str = ""
    signed_at: datetime | None = None
    level: str = ""
    findings: tuple[str, ...] = field(default=())

    @property
    def valid(self) -> bool:
        """Whether the file is exactly as a trusted sealer sealed it, as far as its seal says."""
        return self.sealed and self.intact and self.whole_file and self.trusted


def verify_pdf(
    data: bytes, trust_roots: Iterable[x509.Certificate], largest: int = LARGEST_FILE
) -> Verification:
    """Checks the last seal of a file. Never raises: what cannot be read is a finding."""
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > largest:
        limit = largest // (1024 * 1024)
        return _refused(sha256, f"The file is larger than {limit} MB and was not read.")
    if not data.startswith(b"%PDF-"):
        return _refused(sha256, "The file is not a PDF.")
    try:
        return _verified(data, sha256, trust_roots)
    # Whatever a hostile or broken file provokes in a parser is one finding, never an error page.
    except Exception:  # noqa: BLE001 - the reason stands above
        return _refused(sha256, "The file is damaged: its seal cannot be read.", is_pdf=True)


def _refused(sha256: str, finding: str, is_pdf: bool = False) -> Verification:
    return Verification(sha256=sha256, is_pdf=is_pdf, findings=(finding,))


def _verified(data: bytes, sha256: str, trust_roots: Iterable[x509.Certificate]) -> Verification:
    reader = PdfFileReader(BytesIO(data), decode_limits=UNPACKED)
    if reader.encrypted:
        return _refused(sha256, "The file is encrypted and cannot be checked.", is_pdf=True)
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return _refused(sha256, "The file carries no seal.", is_pdf=True)
    context = ValidationContext(
        trust_roots=[_parsed(root) for root in trust_roots], allow_fetching=False
    )
    status = validate_pdf_signature(
        signatures[-1], signer_validation_context=context, ts_validation_context=context
    )
    return _result(data, sha256, signatures[-1], status)


def _parsed(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _result(
    data: bytes, sha256: str, signature: EmbeddedPdfSignature, status: PdfSignatureStatus
) -> Verification:
    whole = (
        status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and _sealed_end(signature) == len(data)
        and status.docmdp_ok is not False
    )
    stamped = status.timestamp_validity
    timed = bool(stamped and stamped.intact and stamped.valid and stamped.trusted)
    pades = signature.sig_object.get("/SubFilter") == "/ETSI.CAdES.detached"
    intact = bool(status.intact and status.valid)
    return Verification(
        sha256=sha256,
        is_pdf=True,
        sealed=True,
        intact=intact,
        whole_file=whole,
        trusted=bool(status.trusted),
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        signed_at=_utc(stamped.timestamp if timed and stamped else status.signer_reported_dt),
        level=("B-T" if timed else "B-B") if pades else "not PAdES",
        findings=tuple(_findings(intact, whole, bool(status.trusted), bool(stamped), timed)),
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _sealed_end(signature: EmbeddedPdfSignature) -> int:
    """Where the sealed bytes end; pyHanko tolerates bytes after the last end-of-file mark."""
    *_, start, length = signature.byte_range
    return int(start) + int(length)


def _findings(
    intact: bool, whole: bool, trusted: bool, stamped: bool, timed: bool
) -> Iterable[str]:
    if not intact:
        yield "The document was changed after it was sealed."
    if not whole:
        yield "Something was added to the file after it was sealed."
    if not trusted:
        yield "The seal's certificate does not come from an authority we trust."
    if stamped and not timed:
        yield "The timestamp is broken or comes from an authority we do not trust."
    if not stamped:
        yield "The time is the sealer's own clock: there is no timestamp from an authority."
    if intact and whole and trusted:
        yield "The document is as it was sealed."
