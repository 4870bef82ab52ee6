"""Sealing: a certification signature (PAdES) that forbids any later change to a PDF.

Level B-B proves who sealed and that nothing changed. With an RFC 3161 timestamp authority the
seal is B-T: it proves the time as well (EN 319 142-1). The signature is not shown on a page, its
field has a readable name, so the document stays PDF/UA.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from config.demo_certificate import make_demo_certificate
from config.sealing_key import SealingError, SealingKey, read_sealing_key

__all__ = [
    "SealedPdf",
    "Sealer",
    "SealingError",
    "TimestampUnavailable",
    "get_sealer",
    "make_demo_certificate",
    "seal_pdf",
]

# Hexadecimal digits kept free for the signature; measuring instead would sign a second time.
RESERVED = 16_384
RESERVED_WITH_TIMESTAMP = 49_152
TIMESTAMP_SECONDS = 10
DIGEST = "sha256"
FIELD_TITLE = "Seal of this document"


class TimestampUnavailable(SealingError):
    """The timestamp authority did not give a timestamp; worth trying again."""


@dataclass(frozen=True)
class SealedPdf:
    """A sealed file, the SHA-256 of all its bytes (hex) and its level, ``B-B`` or ``B-T``."""

    data: bytes
    sha256: str
    level: str


class _ParsedKeySigner(Signer):
    """Signs with a key that was parsed once; pyHanko's own signer parses it per signature."""

    def __init__(
        self,
        key: SealingKey,
        certificates: list[x509.Certificate],
    ) -> None:
        self.key = key
        parsed = [
            asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
            for certificate in certificates
        ]
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # shipped untyped
        store.register_multiple(parsed[1:])
        super().__init__(signing_cert=parsed[0], cert_registry=store)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != DIGEST:
            raise SigningError(f"Seals use {DIGEST}, not {digest_algorithm}.")
        algorithm = hashes.SHA256()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))


class Sealer:
    """A sealing key with its certificate, parsed once and used many times."""

    def __init__(self, key: SealingKey, certificates: list[x509.Certificate]) -> None:
        self.certificate = certificates[0]
        self._signer = _ParsedKeySigner(key, certificates)

    @classmethod
    def load(cls, key_file: Path, certificate_file: Path, passphrase: str = "") -> Sealer:
        """From PEM files, see `read_sealing_key`."""
        return cls(*read_sealing_key(key_file, certificate_file, passphrase))

    def seal(
        self,
        pdf: bytes,
        *,
        reason: str,
        location: str = "",
        contact: str = "",
        field_name: str = "Seal",
        timestamp_url: str | None = None,
    ) -> SealedPdf:
        """The PDF with its seal. Raises SealingError, or TimestampUnavailable to try again."""
        self._refuse_outside_validity()
        timestamper = HTTPTimeStamper(timestamp_url, timeout=TIMESTAMP_SECONDS)
        metadata = PdfSignatureMetadata(
            field_name=field_name,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            reason=reason or None,
            location=location or None,
            contact_info=contact or None,
            md_algorithm=DIGEST,
        )
        signer = PdfSigner(
            metadata,
            signer=self._signer,
            timestamper=timestamper if timestamp_url else None,
            new_field_spec=_field(field_name),
        )
        reserved = RESERVED_WITH_TIMESTAMP if timestamp_url else RESERVED
        try:
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            sealed = signer.sign_pdf(writer, bytes_reserved=reserved).getvalue()
        except (TimestampRequestError, TimeoutError) as error:
            raise TimestampUnavailable(f"The timestamp authority failed: {error}") from error
        except (PdfError, SigningError, ValueError) as error:
            raise SealingError(f"The document cannot be sealed: {error}") from error
        return SealedPdf(
            data=sealed,
            sha256=hashlib.sha256(sealed).hexdigest(),
            level="B-T" if timestamp_url else "B-B",
        )

    def _refuse_outside_validity(self) -> None:
        begins, ends = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if not begins <= datetime.now(UTC) <= ends:
            raise SealingError(
                f"The sealing certificate is valid from {begins:%b %-d, %Y} to {ends:%b %-d, %Y}."
            )


def _field(name: str) -> SigFieldSpec:
    """An unseen field off the page: PDF/UA exempts it from tagging (ISO 14289-1, 7.18.1)."""
    return SigFieldSpec(
        sig_field_name=name,
        readable_field_name=FIELD_TITLE,
        invis_sig_settings=InvisSigSettings(set_hidden_flag=True, box_out_of_bounds=True),
    )


@lru_cache(maxsize=2)
def _loaded(key: Path, certificate: Path, passphrase: str, times: tuple[int, int]) -> Sealer:
    return Sealer.load(key, certificate, passphrase)


def get_sealer() -> Sealer:
    """The product's sealer, parsed again only after a file changed. Raises SealingError."""
    key, certificate = settings.SEALING_KEY_FILE, settings.SEALING_CERTIFICATE_FILE
    if not key or not certificate:
        raise SealingError(
            "No sealing key is configured: set SEALING_KEY_FILE and its certificate."
        )
    key, certificate = Path(key), Path(certificate)
    try:
        times = (key.stat().st_mtime_ns, certificate.stat().st_mtime_ns)
    except OSError as error:
        raise SealingError(f"The sealing key or certificate cannot be read: {error}") from error
    return _loaded(key, certificate, settings.SEALING_PASSPHRASE, times)


def seal_pdf(
    pdf: bytes,
    *,
    reason: str,
    location: str = "",
    contact: str = "",
    field_name: str = "Seal",
    timestamp_url: str | None = None,
) -> SealedPdf:
    """Seals with the product's key; ``timestamp_url`` None means the configured authority."""
    if timestamp_url is None:
        timestamp_url = settings.TIMESTAMP_URL
    return get_sealer().seal(
        pdf,
        reason=reason,
        location=location,
        contact=contact,
        field_name=field_name,
        timestamp_url=timestamp_url or None,
    )


def main(arguments: list[str] | None = None) -> None:
    """``python -m config.sealing --demo-certificate DIR``."""
    parser = argparse.ArgumentParser(prog="python -m config.sealing")
    parser.add_argument("--demo-certificate", metavar="DIR", type=Path, required=True)
    directory = parser.parse_args(arguments).demo_certificate
    made = make_demo_certificate(directory)
    print("\n".join(str(path) for path in made))


if __name__ == "__main__":
    main()
