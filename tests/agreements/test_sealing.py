"""The sealed file: made once, mailed to all, and every changed byte is found."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import randrange

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, AgreementEvent
from agreements.selectors.verification import check_file, find_by_code, find_documents
from agreements.services.events import check_events
from agreements.tasks import seal_agreement, sweep_agreements
from config.templatetags.formatting import us_date
from partnerships.models import MagicLink, Message
from tests.agreements.makers import Post, complete, kinds, sealed, sent, signed
from tests.cast import House
from tests.config import pdf_structure
from tests.conftest import superuser_connection


@pytest.fixture
def client() -> Client:
    """A browser at a network address of its own: `/verify/` counts by address."""
    return Client(REMOTE_ADDR=f"198.18.{randrange(256)}.{randrange(256)}")


def file_of(agreement: Agreement) -> bytes:
    with default_storage.open(agreement.sealed_file) as stored:
        return bytes(stored.read())


@pytest.mark.requirement("R55")
def test_sealed_file_is_stored_with_its_hash_and_mailed_to_both(prairie: House) -> None:
    agreement = sealed(prairie)
    data = file_of(agreement)
    assert agreement.sealed_sha256 == hashlib.sha256(data).hexdigest()
    assert agreement.seal_level == "B-B"
    assert kinds(prairie).count("agreement_complete") == 2
    mail = Post(prairie).last("agreement_complete", "tom@lindqvist.example")
    assert mail.attachments[0].content == data


@pytest.mark.requirement("R55")
def test_copy_is_fetched_later_from_a_fresh_link_to_the_same_address(
    client: Client, prairie: House
) -> None:
    agreement, post, tom = sealed(prairie), Post(prairie), "tom@lindqvist.example"
    old = post.token("agreement_complete", tom)
    with prairie.scope():
        Message.objects.update(state="sent")
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    closed = client.get(f"/copy/{old}/copy.pdf")
    assert closed.status_code == 410
    assert f"/link/{old}/fresh/" in closed.content.decode()
    client.post(f"/link/{old}/fresh/")
    with prairie.scope():
        assert Message.objects.get(state="queued").to_email == tom
    fresh = post.token("agreement_complete", tom)
    assert fresh != old
    page = client.get(f"/copy/{fresh}/").text
    assert f"All along, until {us_date(agreement.ends_on)}" in page
    copy = client.get(f"/copy/{fresh}/copy.pdf")
    assert hashlib.sha256(copy.content).hexdigest() == agreement.sealed_sha256
    assert client.get(f"/copy/{old}/copy.pdf").status_code == 410


def test_sealing_twice_is_one_file_and_one_mail(prairie: House) -> None:
    agreement = sealed(prairie)
    again = seal_agreement(convener_id=str(prairie.convener.pk), agreement_id=str(agreement.pk))
    assert again is False
    assert kinds(prairie).count("agreement_complete") == 2


def test_sweep_finds_a_lost_sealing_and_a_lost_text(prairie: House) -> None:
    with prairie.scope():
        done = complete(prairie)
        waiting = sent(prairie)
    sweep_agreements()
    with prairie.scope():
        done.refresh_from_db()
        waiting.refresh_from_db()
        assert done.sealed_at is not None
        assert waiting.text_pages == 2


def test_failed_sealing_says_why_and_is_tried_again(prairie: House, settings: object) -> None:
    with prairie.scope():
        agreement = complete(prairie)
    kept = settings.SEALING_KEY_FILE  # type: ignore[attr-defined]  # the fixture is a proxy
    settings.SEALING_KEY_FILE = Path("/nowhere/key.pem")  # type: ignore[attr-defined]  # as above
    sweep_agreements()
    with prairie.scope():
        agreement.refresh_from_db()
        assert "cannot be read" in agreement.seal_error
        Agreement.objects.update(seal_claimed_at=None)
    settings.SEALING_KEY_FILE = kept  # type: ignore[attr-defined]  # as above
    sweep_agreements()
    with prairie.scope():
        agreement.refresh_from_db()
        assert (agreement.seal_error, bool(agreement.sealed_file)) == ("", True)


@pytest.mark.requirement("B17")
def test_pdf_carries_label_hash_and_log_on_its_certificate(prairie: House, tmp_path: Path) -> None:
    agreement = sealed(prairie)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(file_of(agreement))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert text.count("This is not a legal contract.") >= 2
    assert agreement.content_sha256 in text
    assert agreement.verification_code in text
    assert "signed for Lindqvist Fabrication" in text


def test_sealed_agreement_conforms_to_pdf_ua(prairie: House) -> None:
    assert pdf_structure.problems(file_of(sealed(prairie))) == []


def test_pdfsig_calls_the_signature_valid(prairie: House, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(file_of(sealed(prairie)))
    found = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True).stdout
    assert "Signature is Valid" in found
    assert "Total document signed" in found


def test_pyhanko_calls_the_signature_valid(prairie: House, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(file_of(sealed(prairie)))
    trust = str(settings.SEALING_CERTIFICATE_FILE)
    command = [
        str(Path(sys.executable).parent / "pyhanko"),
        "sign",
        "validate",
        "--no-revocation-check",
        "--trust",
        trust,
        str(path),
    ]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "INTACT" in found.stdout


def test_unchanged_file_matches(client: Client, prairie: House) -> None:
    agreement = sealed(prairie)
    file = SimpleUploadedFile("copy.pdf", file_of(agreement), "application/pdf")
    page = client.post("/verify/", {"file": file}).content.decode()
    assert "This file is unchanged" in page
    assert agreement.title in page
    assert "tom@lindqvist.example" not in page


def changed(data: bytes) -> bytes:
    """One byte in the middle, another value."""
    at = len(data) // 3
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def padded(data: bytes) -> bytes:
    """One digit of the signature's unused padding changed; signatures do not cover it."""
    at = data.rindex(b"0000000000>") + 5
    return data[:at] + b"1" + data[at + 1 :]


@pytest.mark.parametrize("change", [changed, padded, lambda data: data + b"\n"])
def test_changed_or_appended_byte_is_found(client: Client, prairie: House, change: object) -> None:
    data = change(file_of(sealed(prairie)))  # type: ignore[operator]  # one of three functions
    assert check_file(data).verdict == "changed"
    file = SimpleUploadedFile("copy.pdf", data, "application/pdf")
    page = client.post("/verify/", {"file": file}).content.decode()
    assert "This file is unchanged" not in page
    assert "This file was changed" in page


def test_file_without_our_seal_is_not_ours(db: None) -> None:
    assert check_file(b"%PDF-1.7 nothing of ours").verdict == "unknown"
    assert check_file(b"not a PDF at all").verdict == "unknown"


def test_code_finds_complete_agreements_only(prairie: House) -> None:
    agreement = sealed(prairie)
    with prairie.scope():
        draft_code = sent(prairie).verification_code
    assert [row.title for row in find_by_code(agreement.verification_code)] == [agreement.title]
    assert find_by_code(agreement.verification_code.lower().replace("-", " "))
    assert find_by_code(draft_code) == []


def test_door_of_verify_tells_public_facts_only(rival: House) -> None:
    agreement = sealed(rival)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy.verify_document(%s, '')", [agreement.sealed_sha256])
        assert cursor.description is not None
        columns = {column.name for column in cursor.description}
        row = cursor.fetchone()
    assert "content" not in columns
    assert "tom@lindqvist.example" not in str(row)
    assert not any("id" in column.split("_") for column in columns)
    assert find_documents() == []


def test_partner_signed_code_says_not_complete(client: Client, prairie: House) -> None:
    with prairie.scope():
        code = signed(prairie).verification_code
    assert "Not complete yet" in client.post("/verify/", {"code": code}).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file or enter a code."),
        ({"code": "x" * 21}, "Shorten this to 20 characters; it has 21."),
        ({"code": "7KQ4\x00M2XD"}, "A hidden character came along"),
        ({"code": "<script>"}, "No agreement has this code"),
        ({"code": "\u202e\U0001f600"}, "No agreement has this code"),
    ],
)
def test_verify_answers_bad_input_with_words(
    client: Client, db: None, data: dict[str, str], words: str
) -> None:
    assert words in client.post("/verify/", data).content.decode()


def test_verify_slows_down_whoever_asks_often(client: Client, db: None) -> None:
    statuses = [client.post("/verify/", {"code": "7KQ4-M2XD"}).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_log_may_not_be_changed_even_by_the_convener(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        with pytest.raises(DatabaseError), transaction.atomic():
            AgreementEvent.objects.filter(agreement=agreement).update(link="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            AgreementEvent.objects.filter(agreement=agreement).delete()


@pytest.mark.django_db(transaction=True)
def test_tampered_log_is_found(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        assert check_events(agreement).intact
    with superuser_connection() as server:
        server.execute("SET session_replication_role = replica")
        server.execute(
            "UPDATE agreements_agreementevent SET payload ="
            " jsonb_set(payload, '{actor}', '\"Somebody\"') WHERE sequence = 1"
        )
    with prairie.scope():
        result = check_events(agreement)
    assert (result.intact, result.first_break) == (False, 0)
