"""Whether what was agreed is still what is kept.

The log is held against its own chain, and everything else against the log. Whoever may write past
the database's triggers could rewrite both from end to end, or cut off last entries that changed
neither state nor signatures; only a sealed copy outside, which prints the log, tells that.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from agreements.models import Agreement, AgreementEvent, Side, Signature, Signer
from agreements.models import AgreementState as State
from agreements.models import SignerState as Sign
from agreements.rules.told import Entry, told_state
from agreements.selectors.verification import own_certificates
from agreements.services.events import check_events
from config.hashchain import NotCanonical, content_hash

SIGNED_FACTS = ("name", "title", "content_sha256", "consent_version", "authority")


def agreement_faults(agreement: Agreement) -> list[str]:
    """What is wrong with an agreement's log, content, signatures and sealed file, in words.

    Empty when all is whole. With a broken log nothing is compared with it.
    """
    rows = AgreementEvent.objects.filter(agreement=agreement).order_by("sequence")
    payloads = rows.values_list("payload", flat=True)
    log = [payload if isinstance(payload, dict) else {} for payload in payloads]
    faults = _chain_faults(agreement)
    if not faults:
        faults = [
            *_state_faults(agreement, log),
            *_signature_faults(agreement, log),
            *_told_hash_faults(agreement, log),
        ]
    return [*faults, *_content_faults(agreement), *_file_faults(agreement)]


def _was_sent(agreement: Agreement) -> bool:
    """A draft that was put away is voided without ever having been sent."""
    put_away = agreement.state == State.VOIDED and agreement.sent_at is None
    return agreement.content is not None or not (agreement.state == State.DRAFT or put_away)


def _chain_faults(agreement: Agreement) -> list[str]:
    try:
        chain = check_events(agreement)
    except NotCanonical:
        return ["its log holds what was never written there"]
    if chain.first_break is not None:
        return [f"its log was changed at entry {chain.first_break + 1}"]
    return ["its log is gone"] if _was_sent(agreement) and not chain.length else []


def _state_faults(agreement: Agreement, log: list[Entry]) -> list[str]:
    signers = Signer.objects.filter(agreement=agreement).exclude(state=Sign.REPLACED)
    left = set(signers.exclude(state=Sign.SIGNED).values_list("side", flat=True))
    told = told_state(log)
    if told == State.SENT and Side.PARTNER not in left:
        told = State.PARTNER_SIGNED
    fits = told == agreement.state or not (log or _was_sent(agreement))
    if not fits or (told == State.COMPLETE and left):
        return ["its state is not what its log and its signers say"]
    return []


def _signature_faults(agreement: Agreement, log: list[Entry]) -> list[str]:
    given = Signature.objects.filter(agreement=agreement)
    columns = [name.replace("authority", "authority_text") for name in SIGNED_FACTS]
    told = [entry for entry in log if entry.get("verb") == "signed"]
    faults = []
    if Counter(given.values_list(*columns)) != Counter(
        tuple(str(entry.get(name)) for name in SIGNED_FACTS) for entry in told
    ):
        faults.append("its signatures are not those of its log")
    standing = sorted(given.filter(taken_back_at=None).values_list("signer_id", flat=True))
    signed = Signer.objects.filter(agreement=agreement, state=Sign.SIGNED)
    back = sum(entry.get("verb") == "taken_back" for entry in log)
    if len(standing) != len(told) - back or standing != sorted(signed.values_list("pk", flat=True)):
        faults.append("other signatures stand than its log and its signers say")
    return faults


def _told_hash_faults(agreement: Agreement, log: list[Entry]) -> list[str]:
    """The log names the hash of the content in several entries, and that of the sealed file."""
    hashes = {str(entry["content_sha256"]) for entry in log if "content_sha256" in entry}
    sealed = [entry.get("sha256") for entry in log if entry.get("verb") == "sealed"]
    faults = ["its log tells of other content"] if hashes - {agreement.content_sha256} else []
    if sealed != ([agreement.sealed_sha256] if agreement.sealed_at else []):
        faults.append("its log does not tell of this sealed file")
    return faults


def _content_faults(agreement: Agreement) -> list[str]:
    if not _was_sent(agreement):
        return []
    try:
        whole = content_hash(agreement.content) == agreement.content_sha256
    except NotCanonical:
        whole = False
    return [] if whole else ["its content was changed"]


def _file_faults(agreement: Agreement) -> list[str]:
    if not agreement.sealed_file:
        return ["it was sealed and names no sealed file"] if agreement.sealed_at else []
    try:
        if not default_storage.exists(agreement.sealed_file):
            return ["its sealed file is missing"]
        with default_storage.open(agreement.sealed_file) as stored:
            data = stored.read()
    except (OSError, SuspiciousFileOperation):
        return ["its sealed file cannot be read"]
    if hashlib.sha256(data).hexdigest() != agreement.sealed_sha256:
        return ["its sealed file was changed"]
    from config.verification import verify_pdf  # slow to load; few processes read a seal

    seal = verify_pdf(data, own_certificates())
    return [] if seal.valid else [f"the seal of its file does not hold ({seal.findings[0]})"]
