"""People and the conveners (tenants) that they work for."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from config.tenancy.models import TenantForeignKey, TenantModel, UUIDModel
from config.tenancy.tables import Credential, DispatchAccess, LinkAccess, Root, TableClass, Tenant

SLUG = RegexValidator(r"^[a-z0-9][-a-z0-9]*$", "Use small letters, digits and hyphens.")


def normalise_email(email: str) -> str:
    """The form in which addresses are stored and compared."""
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person; without a password they sign in by code or passkey."""
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalise_email(username or ""))


class User(UUIDModel, AbstractBaseUser):
    """A person who signs in, at any number of conveners. The e-mail address is the login."""

    tenancy: ClassVar[TableClass] = Credential()

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Level(models.TextChoices):
    """At which level a convener convenes (playbook L10, L105)."""

    STATE = "state", "State"
    REGIONAL = "regional", "Regional"
    LOCAL = "local", "Local"


class ConvenerKind(models.TextChoices):
    """What kind of entity convenes (playbook L105–110, L169–195)."""

    EDUCATION_AGENCY = "education_agency", "State education agency"
    WORKFORCE_AGENCY = "workforce_agency", "State workforce agency"
    GOVERNORS_OFFICE = "governors_office", "Governor’s office"
    TASK_FORCE = "task_force", "Legislative task force"
    SERVICE_COOPERATIVE = "service_cooperative", "Service cooperative"
    ECONOMIC_COUNCIL = "economic_council", "Economic development council"
    CHAMBER = "chamber", "Chamber of commerce"
    WORKFORCE_BOARD = "workforce_board", "Workforce board"
    DISTRICT = "district", "School district"
    INDUSTRY_GROUP = "industry_group", "Industry-led group"
    NONPROFIT = "nonprofit", "Nonprofit or intermediary"


#: Kinds that are the state itself: regions may share with them, and they compare regions.
STATE_AGENCY_KINDS = (
    ConvenerKind.EDUCATION_AGENCY,
    ConvenerKind.WORKFORCE_AGENCY,
    ConvenerKind.GOVERNORS_OFFICE,
    ConvenerKind.TASK_FORCE,
)


class Brand(models.TextChoices):
    """The accent colours that pass 4.5:1 on white."""

    BLUE_COOL = "blue-cool", "Blue"
    INDIGO_COOL = "indigo-cool", "Indigo"
    BLUE = "blue", "Bright blue"


def validate_time_zone(value: str) -> None:
    """Raises ValidationError for a name that is not in the zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone such as America/Chicago.")


class Convener(UUIDModel):
    """An organization that convenes partnerships: one tenant of the product."""

    tenancy: ClassVar[TableClass] = Root(
        # Not its level, kind, state or address: they decide whose figures it may be shown.
        update=(
            "name",
            "short_name",
            "time_zone",
            "brand",
            "contact_email",
            "suppression_threshold",
        ),
        dispatch=DispatchAccess(select=("id", "slug", "name", "time_zone")),
    )

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=30)
    slug = models.CharField(max_length=60, unique=True, validators=[SLUG])
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(max_length=30, choices=ConvenerKind)
    state = models.CharField(max_length=2, help_text="Two letters, such as MN.")
    time_zone = models.CharField(max_length=60, validators=[validate_time_zone])
    brand = models.CharField(max_length=20, choices=Brand, default=Brand.BLUE_COOL)
    contact_email = models.EmailField(help_text="Replies to the product's mail go here.")
    suppression_threshold = models.PositiveSmallIntegerField(
        default=10, help_text="Counts of people below this number are hidden."
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_state_agency(self) -> bool:
        """Whether regions share with it. A statewide nonprofit convenes and is no agency."""
        return self.level == Level.STATE and self.kind in STATE_AGENCY_KINDS


class Role(models.TextChoices):
    """What a member may do; `config.access.ROLES` names the same."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    COORDINATOR = "coordinator", "Coordinator"
    ANALYST = "analyst", "Analyst"
    VIEWER = "viewer", "Viewer"
    INTERMEDIARY = "intermediary", "Intermediary"


class Membership(TenantModel):
    """A person's place at one convener. Carries its own name and address: the login table is
    out of sight from inside a convener's scope."""

    tenancy: ClassVar[TableClass] = Tenant()

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    organization_name = models.CharField(
        max_length=160, blank=True, help_text="For people of another organization."
    )
    role = models.CharField(max_length=20, choices=Role)
    may_sign = models.BooleanField(
        "authorised signatory", default=False, help_text="May sign agreements for the convener."
    )
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["convener", "user"], name="membership_one_per_person")
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(TenantModel):
    """An invitation to join a convener, sent by mail, accepted once."""

    tenancy: ClassVar[TableClass] = Tenant(
        link=LinkAccess(column="id", select=("name", "email", "role", "accepted_at", "revoked_at"))
    )

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role)
    organization_name = models.CharField(max_length=160, blank=True)
    partnership = TenantForeignKey(
        "partnerships.Partnership", on_delete=models.PROTECT, null=True, related_name="+"
    )
    invited_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["convener", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"
