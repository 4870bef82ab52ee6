"""Organizations and the people in them."""

from __future__ import annotations

from django.db import models

from config.tenancy.models import TenantForeignKey, TenantModel
from partnerships.postal_states import STATES
from stakeholders.models.codes import NAICS_SECTORS, Sector


def name_key(name: str) -> str:
    """The form in which two spellings of one organization's name are the same."""
    return " ".join(name.split()).casefold()


class Organization(TenantModel):
    """A school, college, employer, agency or community group that a convener knows.

    naics_sector: the industry, for businesses only. stated_goal: what the organization wants in
    return, in its own words (playbook L18).
    """

    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=480, editable=False)
    sector = models.CharField(max_length=20, choices=Sector)
    naics_sector = models.CharField(max_length=5, choices=NAICS_SECTORS, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, choices=[(code, code) for code in STATES], blank=True)
    website = models.URLField(max_length=200, blank=True)
    stated_goal = models.TextField(max_length=1000, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "name_key"], name="organization_name_once")
        ]
        indexes = [models.Index(fields=["convener", "sector"], name="organization_by_sector")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """City and state, as far as they are known."""
        return ", ".join(filter(None, [self.city, self.state]))


class Contact(TenantModel):
    """A person at an organization. One of them is the primary contact."""

    organization = TenantForeignKey(Organization, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_primary = models.BooleanField(default=False)
    may_sign = models.BooleanField(
        default=False, help_text="May sign agreements for the organization."
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "organization", "email"],
                condition=~models.Q(email=""),
                name="contact_address_once",
            ),
            models.UniqueConstraint(
                fields=["convener", "organization"],
                condition=models.Q(is_primary=True),
                name="contact_one_primary",
            ),
        ]
        ordering = ["-is_primary", "name"]

    def __str__(self) -> str:
        return self.name
