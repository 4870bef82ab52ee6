"""The outbox: every mail is a row first, written in the transaction that causes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from config.state import Move, StateMachine
from config.tenancy.models import TenantModel
from config.tenancy.tables import DispatchAccess, LinkAccess, TableClass, Tenant

#: What a mail is about, by its kind; a kind that is not here is written out as it is.
KIND_WORDS = {
    "agreement_answer": "Answer to a question",
    "agreement_code": "Code for signing",
    "agreement_complete": "Sealed copy of an agreement",
    "agreement_countersign": "Our signature is asked for",
    "agreement_notice": "News of an agreement",
    "agreement_sign": "Agreement to sign",
    "agreement_signed": "Copy for the signer",
}


class MessageState(models.TextChoices):
    """Where a message is."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    BOUNCED = "bounced", "Came back"
    HELD = "held", "Held: the person paused or stopped these mails"
    WITHDRAWN = "withdrawn", "Not sent: it was no longer needed"


#: Mail that goes out by itself, or after "Send again".
UNSENT = (MessageState.QUEUED, MessageState.HELD, MessageState.FAILED)

MESSAGES = StateMachine(
    "message",
    MessageState,
    (
        Move(MessageState.QUEUED, "claim", MessageState.SENDING),
        Move(MessageState.QUEUED, "hold", MessageState.HELD),
        Move(MessageState.HELD, "release", MessageState.QUEUED),
        Move(MessageState.SENDING, "record", MessageState.SENT),
        Move(MessageState.SENDING, "retry", MessageState.QUEUED),
        Move(MessageState.SENDING, "give_up", MessageState.FAILED),
        Move(MessageState.FAILED, "send_again", MessageState.QUEUED, "messages.retry"),
        Move(MessageState.SENT, "bounce", MessageState.BOUNCED),
        *(
            Move(state, "withdraw", MessageState.WITHDRAWN)
            for state in (*UNSENT, MessageState.SENDING)
        ),
    ),
)


class Stream(models.TextChoices):
    """What a person may stop: reminders and requests, never what they are party to."""

    TRANSACTION = "transaction", "About something you are part of"
    REMINDER = "reminder", "Reminders and questions"


class Message(TenantModel):
    """One mail to one person.

    kind: the folder under `templates/mail/`. context: plain facts for its templates.
    subject_id: the object it is about; a magic link made for it opens that object.
    link_purpose, link_days: the link that is made when the mail is rendered; empty is none.
    dedupe_key: the same key twice is one message. not_before: while it is being sent, since when
    if that is `claimed_at`; earlier, it waits behind others of its batch.
    attachment: a path in the file storage. resent: a crash left it unknown whether the mail
    server had accepted it, so it went out again under the same Message-ID.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="subject_id", insert=True),
        dispatch=DispatchAccess(
            select=(
                "id",
                "convener_id",
                "state",
                "not_before",
                "stream",
                "to_email",
                "claimed_at",
                "attempts",
                "dedupe_key",
                "created_at",
            ),
            update=("state", "claimed_at", "sent_at", "attempts", "error", "resent", "not_before"),
            insert=True,
        ),
    )

    kind = models.CharField(max_length=60)
    stream = models.CharField(max_length=20, choices=Stream, default=Stream.TRANSACTION)
    to_name = models.CharField(max_length=120)
    to_email = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject_id = models.UUIDField()
    context = models.JSONField(default=dict)
    link_purpose = models.CharField(max_length=30, blank=True)
    link_days = models.PositiveSmallIntegerField(default=14)
    attachment = models.CharField(max_length=200, blank=True)
    attachment_name = models.CharField(max_length=120, blank=True)
    dedupe_key = models.CharField(max_length=200)
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    resent = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "dedupe_key"], name="message_once")
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=models.Q(state="queued"), name="message_due"
            ),
            models.Index(
                fields=["claimed_at"], condition=models.Q(state="sending"), name="message_claimed"
            ),
            models.Index(fields=["convener", "subject_id"], name="message_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_words} to {self.to_email}"

    #: The mark that a state is drawn with (`config.templatetags.components.MARKS`).
    SHAPES = {
        MessageState.SENT: "in_place",
        MessageState.FAILED: "late",
        MessageState.BOUNCED: "late",
        MessageState.HELD: "risk",
        MessageState.WITHDRAWN: "not_started",
    }

    @property
    def mark_state(self) -> str:
        """How the state is drawn."""
        return self.SHAPES.get(MessageState(self.state), "under_way")

    @property
    def kind_words(self) -> str:
        """What the mail is about, in words."""
        return KIND_WORDS.get(self.kind, self.kind.replace("_", " ").capitalize())


class MailPreference(TenantModel):
    """What a person without an account asked of one convener's reminders.

    subject_id: the magic link's subject through which it was last said.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="subject_id", insert=True, update=("paused_until", "stopped_at")),
        dispatch=DispatchAccess(
            select=("convener_id", "email", "paused_until", "stopped_at", "created_at")
        ),
    )

    email = models.EmailField()
    subject_id = models.UUIDField(null=True)
    paused_until = models.DateField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["convener", "email"], name="mail_preference_by_email")]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Reminders to {self.email}"


class LinkPurpose(models.TextChoices):
    """What a magic link opens; a link opens nothing else."""

    JOIN = "join", "Join a convener"
    SIGN = "sign", "Read and sign an agreement"
    COPY = "copy", "Fetch the signed copy"
    CHECK_IN = "check_in", "Answer a check-in"
    EVALUATE = "evaluate", "Answer an evaluation"


class MagicLink(TenantModel):
    """A door for one person to one subject.

    The token is made when the mail is rendered and never stored or shown; only its SHA-256 is.
    device_hash: the device on which the person began to act. code_*: the code that is asked for
    when the link is older than a day or the device is another one.
    """

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(
            column="subject_id",
            insert=False,
            update=(
                "used_at",
                "device_hash",
                "code_hash",
                "code_expires_at",
                "code_attempts",
                "revoked_at",
            ),
        ),
    )

    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    subject_id = models.UUIDField()
    recipient_name = models.CharField(max_length=120)
    recipient_email = models.EmailField()
    token_hash = models.BinaryField(max_length=32)
    message_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    device_hash = models.BinaryField(max_length=32, null=True)
    code_hash = models.BinaryField(max_length=32, null=True)
    code_expires_at = models.DateTimeField(null=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "token_hash"], name="link_hash_once")
        ]
        indexes = [
            models.Index(fields=["token_hash"], name="link_by_hash"),
            models.Index(fields=["convener", "subject_id"], name="link_by_subject"),
        ]

    def __str__(self) -> str:
        purpose = self.get_purpose_display()
        return f"Link of {self.recipient_email}: {purpose[:1].lower()}{purpose[1:]}"
