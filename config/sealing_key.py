"""The key that seals agreements, with its certificate, read from PEM files."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

SealingKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class SealingError(Exception):
    """The document cannot be sealed; the message says why."""


def read_sealing_key(
    key_file: Path, certificate_file: Path, passphrase: str = ""
) -> tuple[SealingKey, list[x509.Certificate]]:
    """The key, and its certificate followed by any issuers' certificates.

    Raises SealingError when a file cannot be read, or the two do not belong together.
    """
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), passphrase.encode() or None)
        certificates = x509.load_pem_x509_certificates(certificate_file.read_bytes())
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SealingError(f"The sealing key or certificate cannot be read: {error}") from error
    if not isinstance(key, SealingKey):
        raise SealingError("The sealing key must be RSA or elliptic curve.")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < 2048:
        raise SealingError("The sealing key is too short: RSA needs 2048 bits or more.")
    if certificates[0].public_key() != key.public_key():
        raise SealingError("The sealing certificate does not belong to the sealing key.")
    return key, certificates
