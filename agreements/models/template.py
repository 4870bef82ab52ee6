"""What an agreement starts from."""

from __future__ import annotations

from django.db import models

from config.tenancy.models import TenantModel


class AgreementKind(models.TextChoices):
    """The forms that an agreement takes (playbook L418–424, L530–533)."""

    MEMORANDUM = "memorandum", "Memorandum of understanding"
    HOST_SITE = "host_site", "Host-site memorandum"
    DATA = "data", "Data-sharing agreement"


class AgreementTemplate(TenantModel):
    """A convener's starting text for one kind of agreement.

    consequence: what signing means, in one or two sentences; shown before anything else.
    clauses: list of `{"heading", "text"}`; `$convener`, `$organization`, `$partnership`,
    `$starts_on` and `$ends_on` are filled in when an agreement is drafted or sent.
    responsibilities: list of `{"side", "text", "detail", "cadence", "hours"}`, and `"by_first_day"`
    where it is due on the term's first day.
    """

    key = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=AgreementKind)
    is_binding = models.BooleanField(default=False)
    consequence = models.CharField(max_length=300)
    clauses = models.JSONField(default=list)
    responsibilities = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "key"], name="agreement_template_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
