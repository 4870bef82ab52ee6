"""A sealing certificate for demonstrations and tests, issued by an authority nobody knows.

The authority's key is thrown away after it has issued, so that nothing else can ever carry its
name; its certificate is written to be trusted by whoever wants to check a demo document.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEY_BITS = 3072
VALID_DAYS = 5 * 365


class DemoCertificate(NamedTuple):
    """The files that were written."""

    key: Path
    certificate: Path
    authority: Path
    passphrase: Path


class Authority:
    """A root that issues end certificates; it lives in memory only."""

    def __init__(self, name: str) -> None:
        self.key = rsa.generate_private_key(65537, KEY_BITS)
        self.name = _name(name)
        self.certificate = (
            _builder(self.name, self.name, self.key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def issue(
        self, name: str, key: rsa.RSAPublicKey, *, timestamping: bool = False
    ) -> x509.Certificate:
        """A certificate for sealing documents, or for a timestamp authority (RFC 3161)."""
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = (
            _builder(_name(name), self.name, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                _usage(digital_signature=True, content_commitment=not timestamping), critical=True
            )
            .add_extension(issuer, critical=False)
        )
        if timestamping:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        return builder.sign(self.key, hashes.SHA256())


def make_demo_certificate(directory: Path) -> DemoCertificate:
    """Writes key.pem (encrypted), certificate.pem, authority.pem and passphrase.

    Files that only the owner may read are created so. An existing complete set is kept.
    """
    directory.mkdir(parents=True, exist_ok=True)
    names = ("key.pem", "certificate.pem", "authority.pem", "passphrase")
    files = DemoCertificate(*(directory / name for name in names))
    if all(path.exists() for path in files):
        return files
    authority = Authority("Demo authority, not for real agreements")
    key = rsa.generate_private_key(65537, KEY_BITS)
    certificate = authority.issue("Cross-sector partnerships (demo certificate)", key.public_key())
    passphrase = secrets.token_urlsafe(24)
    pem = serialization.Encoding.PEM
    encrypted = key.private_bytes(
        pem,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    _write(files.key, encrypted, 0o600)
    _write(files.passphrase, passphrase.encode(), 0o600)
    _write(files.authority, authority.certificate.public_bytes(pem), 0o644)
    _write(files.certificate, certificate.public_bytes(pem), 0o644)
    return files


def _write(path: Path, data: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # An hour back: the clock of whoever checks may be behind.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
