"""What `/verify/` answers: the whole file's SHA-256 first, then what its seal says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import connection

from agreements.rules.codes import clean_verification_code

if TYPE_CHECKING:
    from config.verification import Verification


@dataclass(frozen=True)
class KnownDocument:
    """The public facts of an agreement that somebody signed."""

    title: str
    convener_name: str
    organization_name: str
    state: str
    is_sample: bool
    time_zone: str
    partner_signed_at: datetime | None
    completed_at: datetime | None
    sealed_at: datetime | None
    seal_level: str
    sealed_sha256: str


@dataclass(frozen=True)
class FileAnswer:
    """A file's verdict. verdict: "match", "changed" (sealed by us, other bytes) or "unknown"."""

    verdict: str
    document: KnownDocument | None
    seal: Verification


def find_documents(*, sha256: str = "", code: str = "") -> list[KnownDocument]:
    """Signed agreements by the hash of the sealed file, or by their code; runs outside scopes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy.verify_document(%s, %s)", [sha256, code])
        return [KnownDocument(*row) for row in cursor.fetchall()]


def find_by_code(typed: str) -> list[KnownDocument]:
    """Signed agreements by what a person typed as the code."""
    code = clean_verification_code(typed)
    return find_documents(code=code) if code else []


def own_certificates() -> list[x509.Certificate]:
    """The sealing certificate, then what else its file holds: issuers' and earlier ones.

    Raises OSError, ValueError.
    """
    pem = Path(str(settings.SEALING_CERTIFICATE_FILE)).read_bytes()
    return x509.load_pem_x509_certificates(pem)


def check_file(data: bytes) -> FileAnswer:
    """Compares a file with what was sealed: any other byte is "changed", or "unknown" where the
    file carries no seal of ours."""
    from config.verification import verify_pdf  # slow to load; few processes read a seal

    found = find_documents(sha256=hashlib.sha256(data).hexdigest())
    roots = own_certificates()
    seal = verify_pdf(data, roots)
    if found:
        return FileAnswer("match", found[0], seal)
    return FileAnswer("changed" if _carries_certificate(data, roots[0]) else "unknown", None, seal)


def _carries_certificate(data: bytes, certificate: x509.Certificate) -> bool:
    """Whether our certificate stands in a signature, which a PDF holds as hexadecimal digits.

    Looked for in the bytes: a changed file can be too damaged for a parser to find its seal.
    """
    return certificate.public_bytes(Encoding.DER).hex().encode() in data.lower()
