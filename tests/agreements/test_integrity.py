"""Each thing that is kept of an agreement is held against the others: what was changed is named.

A superuser changes it here, past the triggers that keep the log append-only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from agreements.models import Agreement, AgreementEvent
from agreements.selectors.integrity import agreement_faults
from agreements.services.closing import expire_agreement, void_agreement
from agreements.services.corrections import extend_sign_by, replace_signer
from agreements.services.declining import decline_agreement, reopen_agreement
from agreements.services.drafts import discard_draft
from agreements.services.signing import take_signature_back
from config.clock import clock_at, now
from config.demo_certificate import make_demo_certificate
from config.hashchain import content_hash, link_hash
from config.sealing import Sealer
from tests.agreements.makers import (
    SUE,
    TOM,
    complete,
    draft,
    sealed,
    sent,
    sign_as,
    signed,
    signer_of,
)
from tests.cast import House, today
from tests.conftest import superuser_connection

STATE = "its state is not what its log and its signers say"
SIGNATURES = "its signatures are not those of its log"
STANDING = "other signatures stand than its log and its signers say"
CONTENT = "its content was changed"
SEAL = "its log does not tell of this sealed file"
BROKEN = "the seal of its file does not hold"
LAST = "(SELECT max(sequence) FROM agreements_agreementevent)"


@pytest.fixture
def tamper(transactional_db: None) -> Iterator[Any]:
    """Runs SQL as a superuser whom no trigger stops."""
    with superuser_connection() as server:
        server.execute("SET session_replication_role = replica")
        yield server.execute


def faults(house: House) -> list[str]:
    with house.scope():
        return agreement_faults(Agreement.objects.get())


CHANGES = [
    (
        "UPDATE agreements_agreement SET content = jsonb_set(content, '{title}', '\"Evil\"')",
        [CONTENT],
    ),
    (
        "UPDATE agreements_agreement SET content = jsonb_set(content, '{version}', '1.5')",
        [CONTENT],
    ),
    ("UPDATE agreements_agreement SET content = NULL", [CONTENT]),
    (
        "UPDATE agreements_agreement SET content_sha256 = repeat('0', 64)",
        ["its log tells of other content", CONTENT],
    ),
    (
        "UPDATE agreements_signature SET name = 'Somebody Else' WHERE side = 'partner'",
        [SIGNATURES],
    ),
    (
        "UPDATE agreements_signature SET content_sha256 = repeat('0', 64) WHERE side = 'partner'",
        [SIGNATURES],
    ),
    ("UPDATE agreements_signature SET taken_back_at = now() WHERE side = 'partner'", [STANDING]),
    ("DELETE FROM agreements_signature WHERE side = 'convener'", [SIGNATURES, STANDING]),
    ("UPDATE agreements_signer SET state = 'sent' WHERE side = 'partner'", [STATE, STANDING]),
    ("UPDATE agreements_agreement SET state = 'voided'", [STATE]),
    ("UPDATE agreements_agreement SET state = 'partner_signed'", [STATE]),
    ("UPDATE agreements_agreement SET state = 'draft'", [STATE]),
    (f"DELETE FROM agreements_agreementevent WHERE sequence = {LAST}", [SEAL]),
    (f"DELETE FROM agreements_agreementevent WHERE sequence >= {LAST} - 1", [STATE, SEAL]),
    ("DELETE FROM agreements_agreementevent", ["its log is gone"]),
    (
        "UPDATE agreements_agreementevent SET payload = payload || '{\"n\": 1.5}'",
        ["its log holds what was never written there"],
    ),
    (
        "DELETE FROM agreements_agreementevent WHERE sequence = 1",
        ["its log was changed at entry 1"],
    ),
    (
        "UPDATE agreements_agreement SET sealed_file = ''",
        ["it was sealed and names no sealed file"],
    ),
    ("UPDATE agreements_agreement SET sealed_file = '', sealed_at = NULL", [SEAL]),
    (
        "UPDATE agreements_agreement SET sealed_sha256 = repeat('0', 64)",
        [SEAL, "its sealed file was changed"],
    ),
    (
        "UPDATE agreements_agreement SET sealed_file = '../outside.pdf'",
        ["its sealed file cannot be read"],
    ),
]


@contextmanager
def as_it_was(tamper: Any) -> Iterator[None]:
    """What is kept of agreements is the same afterwards."""
    tables = ("agreement", "agreementevent", "signature", "signer")
    for table in tables:
        tamper(f"CREATE TEMP TABLE kept_{table} AS TABLE agreements_{table}")
    yield
    for table in tables:
        tamper(f"DELETE FROM agreements_{table}")
        tamper(f"INSERT INTO agreements_{table} TABLE kept_{table}")
        tamper(f"DROP TABLE kept_{table}")


def test_changed_row_is_named(prairie: House, tamper: Any, subtests: pytest.Subtests) -> None:
    sealed(prairie)
    for change, words in CHANGES:
        assert faults(prairie) == []
        with as_it_was(tamper), subtests.test(change):
            tamper(change)
            assert faults(prairie) == words


def replace_file(house: House, tamper: Any, data: bytes) -> None:
    """Another sealed file with its hash in the row and in the log, whose end is chained anew."""
    digest = sha256(data).hexdigest()
    with house.scope():
        agreement = Agreement.objects.get()
        last, before = AgreementEvent.objects.order_by("-sequence")[:2]
        payload = {**last.payload, "sha256": digest}
        link = link_hash(before.link, payload)
    Path(default_storage.path(agreement.sealed_file)).write_bytes(data)
    tamper("UPDATE agreements_agreement SET sealed_sha256 = %s", [digest])
    tamper(
        "UPDATE agreements_agreementevent SET link = %s,"
        " payload = jsonb_set(payload, '{sha256}', to_jsonb(%s::text)) WHERE id = %s",
        [link, digest, last.pk],
    )


def test_file_without_our_seal_is_named_though_row_and_log_agree(
    prairie: House, tamper: Any, tmp_path: Path
) -> None:
    agreement = sealed(prairie)
    with default_storage.open(agreement.sealed_file) as stored:
        data = stored.read()
    replace_file(prairie, tamper, data + b"\n")
    assert faults(prairie) == [f"{BROKEN} (Something was added to the file after it was sealed.)"]
    folder = tmp_path / "another"
    make_demo_certificate(folder)
    passphrase = (folder / "passphrase").read_text().strip()
    stranger = Sealer.load(folder / "key.pem", folder / "certificate.pem", passphrase)
    text = data[: data.index(b"%%EOF") + 6]
    replace_file(prairie, tamper, stranger.seal(text, reason="Complete").data)
    words = "(The seal's certificate does not come from an authority we trust.)"
    assert faults(prairie) == [f"{BROKEN} {words}"]


def test_content_changed_with_its_hash_does_not_fit_the_log(prairie: House, tamper: Any) -> None:
    agreement = sealed(prairie)
    other = content_hash({**agreement.frozen, "organization": "Evil"})
    tamper(
        "UPDATE agreements_agreement SET content_sha256 = %s,"
        " content = jsonb_set(content, '{organization}', '\"Evil\"')",
        [other],
    )
    assert faults(prairie) == ["its log tells of other content"]


def _half_signed(house: House) -> None:
    sign_as(sent(house, signers=(TOM, SUE)))


def _taken_back(house: House) -> None:
    take_signature_back(signed(house), TOM.email, actor=house.actor("owner"))


def _signed_again(house: House) -> None:
    _taken_back(house)
    sign_as(Agreement.objects.get())


def _declined(house: House) -> None:
    decline_agreement(sent(house), TOM.email, reason="Later.", actor=house.actor("owner"))


def _extended_while_declined(house: House) -> None:
    _declined(house)
    later = today() + timedelta(days=30)
    extend_sign_by(Agreement.objects.get(), later, actor=house.actor("owner"))


def _reopened(house: House) -> None:
    _declined(house)
    reopen_agreement(Agreement.objects.get(), reason="Tom called.", actor=house.actor("owner"))


def _expired(house: House) -> None:
    agreement = sent(house)
    with clock_at(now() + timedelta(days=30)):
        assert expire_agreement(agreement) is not None


def _extended(house: House) -> None:
    _expired(house)
    later = today() + timedelta(days=60)
    extend_sign_by(Agreement.objects.get(), later, actor=house.actor("owner"))


def _replaced(house: House) -> None:
    agreement = sent(house)
    replace_signer(signer_of(agreement), SUE, actor=house.actor("owner"))
    sign_as(agreement, SUE)


def _voided(house: House) -> None:
    void_agreement(signed(house), reason="A mistake.", actor=house.actor("owner"))


def _put_away(house: House) -> None:
    discard_draft(draft(house), actor=house.actor("owner"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "state"),
    [
        (draft, "draft"),
        (_put_away, "voided"),
        (sent, "sent"),
        (_half_signed, "sent"),
        (signed, "partner_signed"),
        (_taken_back, "sent"),
        (_signed_again, "partner_signed"),
        (_declined, "declined"),
        (_extended_while_declined, "declined"),
        (_reopened, "sent"),
        (_expired, "expired"),
        (_extended, "sent"),
        (_replaced, "partner_signed"),
        (_voided, "voided"),
        (complete, "complete"),
    ],
)
def test_every_way_an_agreement_goes_leaves_it_whole(prairie: House, make: Any, state: str) -> None:
    with prairie.scope():
        make(prairie)
        assert Agreement.objects.get().state == state
    assert faults(prairie) == []


def test_command_names_a_certificate_that_cannot_be_read(settings: Any) -> None:
    settings.SEALING_CERTIFICATE_FILE = Path("/nowhere/certificate.pem")
    with pytest.raises(CommandError, match="SEALING_CERTIFICATE_FILE cannot be read"):
        call_command("check_agreements")
