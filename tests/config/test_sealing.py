"""Seals: PAdES, no changes allowed, still PDF/UA, valid to two programs of others."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.test import override_settings
from pyhanko.pdf_utils.reader import PdfFileReader

from config import sealing, verification
from config.demo_certificate import Authority, DemoCertificate, make_demo_certificate
from tests.config import pdf_structure, sample_document
from tests.config.timestamp_authority import timestamp_authority

# One worker meets them all: keys and a sealed file are made once.
pytestmark = [pytest.mark.requirement("R55"), pytest.mark.xdist_group("sealing")]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoCertificate:
    return make_demo_certificate(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def sealer(demo: DemoCertificate) -> sealing.Sealer:
    return sealing.Sealer.load(demo.key, demo.certificate, demo.passphrase.read_text())


@pytest.fixture(scope="module")
def document() -> bytes:
    return sample_document.make()


@pytest.fixture(scope="module")
def time_authority() -> Authority:
    return Authority("Time authority")


@pytest.fixture(scope="module")
def sealed(sealer: sealing.Sealer, document: bytes) -> sealing.SealedPdf:
    return sealer.seal(document, reason="Signed by both", location="San Antonio", contact="a@b.org")


def run(*command: str | Path) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def settings_for(demo: DemoCertificate) -> override_settings:
    return override_settings(
        SEALING_KEY_FILE=demo.key,
        SEALING_CERTIFICATE_FILE=demo.certificate,
        SEALING_PASSPHRASE=demo.passphrase.read_text(),
        TIMESTAMP_URL="",
    )


def test_a_seal_is_level_b_without_timestamp_authority(sealed: sealing.SealedPdf) -> None:
    assert sealed.level == "B-B"
    assert sealed.sha256 == hashlib.sha256(sealed.data).hexdigest()


def test_a_seal_certifies_that_no_change_is_allowed(sealed: sealing.SealedPdf) -> None:
    reader = PdfFileReader(BytesIO(sealed.data))
    signature = reader.embedded_signatures[0].sig_object
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert reader.root["/Perms"]["/DocMDP"]["/Reason"] == "Signed by both"
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert (signature["/Location"], signature["/ContactInfo"]) == ("San Antonio", "a@b.org")


def test_a_sealed_document_keeps_sound_structure_for_pdf_ua(sealed: sealing.SealedPdf) -> None:
    assert pdf_structure.problems(sealed.data) == []


def test_sealing_only_appends_to_the_document(sealed: sealing.SealedPdf, document: bytes) -> None:
    assert sealed.data.startswith(document)


def test_pdfsig_calls_the_signature_valid(sealed: sealing.SealedPdf, tmp_path: Path) -> None:
    # It asks whether the bytes are as signed; the demo authority is not in its trust store.
    (tmp_path / "sealed.pdf").write_bytes(sealed.data)
    words = run("pdfsig", "-nocert", tmp_path / "sealed.pdf")
    assert "Signature Validation: Signature is Valid." in words
    assert "Total document signed" in words
    assert "Signature Type: ETSI.CAdES.detached" in words


def test_pyhanko_calls_the_signature_valid_given_the_authority(
    sealed: sealing.SealedPdf, demo: DemoCertificate, tmp_path: Path
) -> None:
    (tmp_path / "sealed.pdf").write_bytes(sealed.data)
    words = run(
        *(Path(sys.executable).with_name("pyhanko"), "sign", "validate", "--pretty-print"),
        *("--trust", demo.authority, "--trust-replace", "--no-revocation-check"),
        tmp_path / "sealed.pdf",
    )
    assert "The signature is judged VALID." in words
    assert "The signature covers the entire file." in words


def test_a_timestamp_authority_makes_level_b_t(
    sealer: sealing.Sealer,
    document: bytes,
    demo: DemoCertificate,
    time_authority: Authority,
    tmp_path: Path,
) -> None:
    with timestamp_authority(time_authority) as address:
        made = sealer.seal(document, reason="Signed", timestamp_url=address)
    roots = [
        *x509.load_pem_x509_certificates(demo.authority.read_bytes()),
        time_authority.certificate,
    ]
    result = verification.verify_pdf(made.data, roots)
    assert (made.level, result.level, result.valid) == ("B-T", "B-T", True)
    assert pdf_structure.problems(made.data) == []
    (tmp_path / "stamped.pdf").write_bytes(made.data)
    assert "Signature is Valid." in run("pdfsig", "-nocert", tmp_path / "stamped.pdf")


def test_a_timestamp_of_an_unknown_authority_does_not_count_as_proven_time(
    sealer: sealing.Sealer, document: bytes, demo: DemoCertificate
) -> None:
    with timestamp_authority(Authority("Unknown")) as address:
        made = sealer.seal(document, reason="Signed", timestamp_url=address)
    roots = x509.load_pem_x509_certificates(demo.authority.read_bytes())
    assert verification.verify_pdf(made.data, roots).level == "B-B"


@pytest.mark.parametrize("status", [500, 403])
def test_a_failing_timestamp_authority_is_worth_another_try(
    sealer: sealing.Sealer, document: bytes, time_authority: Authority, status: int
) -> None:
    with (
        timestamp_authority(time_authority, status=status) as address,
        pytest.raises(sealing.TimestampUnavailable),
    ):
        sealer.seal(document, reason="Signed", timestamp_url=address)


def test_an_unreachable_timestamp_authority_is_worth_another_try(
    sealer: sealing.Sealer, document: bytes
) -> None:
    with pytest.raises(sealing.TimestampUnavailable):
        sealer.seal(document, reason="Signed", timestamp_url="http://127.0.0.1:9/")


@pytest.mark.parametrize("broken", [b"", b"no pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_cannot_be_sealed(sealer: sealing.Sealer, broken: bytes) -> None:
    with pytest.raises(sealing.SealingError):
        sealer.seal(broken, reason="Signed")


def test_a_sealed_document_cannot_be_sealed_again(
    sealer: sealing.Sealer, sealed: sealing.SealedPdf
) -> None:
    with pytest.raises(sealing.SealingError):
        sealer.seal(sealed.data, reason="Again", field_name="Second")


def test_the_key_is_parsed_once_for_many_seals(
    sealer: sealing.Sealer, document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*ignored: object, **also: object) -> None:
        raise AssertionError("the key was parsed again")

    monkeypatch.setattr(serialization, "load_der_private_key", parse)
    monkeypatch.setattr(serialization, "load_pem_private_key", parse)
    assert sealer.seal(document, reason="Signed").level == "B-B"


def test_an_elliptic_curve_key_seals_too(document: bytes) -> None:
    authority, key = Authority("Root"), ec.generate_private_key(ec.SECP256R1())
    made = sealing.Sealer(key, [authority.issue("Leaf", key.public_key())]).seal(
        document, reason="Signed"
    )
    assert verification.verify_pdf(made.data, [authority.certificate]).valid


def test_a_wrong_passphrase_is_refused(demo: DemoCertificate) -> None:
    with pytest.raises(sealing.SealingError, match="cannot be read"):
        sealing.Sealer.load(demo.key, demo.certificate, "wrong")


def test_a_missing_key_file_is_refused(demo: DemoCertificate, tmp_path: Path) -> None:
    with pytest.raises(sealing.SealingError, match="cannot be read"):
        sealing.Sealer.load(tmp_path / "no.pem", demo.certificate)


def test_a_key_of_another_kind_is_refused(demo: DemoCertificate, tmp_path: Path) -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "key.pem").write_bytes(pem)
    with pytest.raises(sealing.SealingError, match="RSA or elliptic"):
        sealing.Sealer.load(tmp_path / "key.pem", demo.certificate)


def test_the_products_sealer_is_kept_until_a_file_changes(demo: DemoCertificate) -> None:
    with settings_for(demo):
        first = sealing.get_sealer()
        assert sealing.get_sealer() is first
        later = time.time() + 5
        os.utime(demo.certificate, (later, later))
        assert sealing.get_sealer() is not first


def test_without_configured_key_nothing_is_sealed(document: bytes) -> None:
    with (
        override_settings(SEALING_KEY_FILE=None),
        pytest.raises(sealing.SealingError, match="No sealing key"),
    ):
        sealing.seal_pdf(document, reason="Signed")


def test_the_configured_timestamp_authority_is_asked(
    demo: DemoCertificate, document: bytes, time_authority: Authority
) -> None:
    with timestamp_authority(time_authority) as address, settings_for(demo):
        assert sealing.seal_pdf(document, reason="Signed").level == "B-B"
        with override_settings(TIMESTAMP_URL=address):
            assert sealing.seal_pdf(document, reason="Signed").level == "B-T"


def test_the_demo_certificates_secrets_are_the_owners_alone(demo: DemoCertificate) -> None:
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (demo.key, demo.passphrase)]
    assert modes == [0o600, 0o600]
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in demo.key.read_bytes()


def test_making_the_demo_certificate_again_keeps_it(demo: DemoCertificate) -> None:
    before = demo.key.read_bytes()
    assert make_demo_certificate(demo.key.parent) == demo
    assert demo.key.read_bytes() == before


def test_the_command_makes_a_demo_certificate(tmp_path: Path) -> None:
    words = run(sys.executable, "-m", "config.sealing", "--demo-certificate", tmp_path / "made")
    assert (tmp_path / "made" / "authority.pem").exists()
    assert "authority.pem" in words
