"""People who sign in."""

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratings.kernel.ids import LENGTH, new_public_id


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a saved user; without a password one signs in by a code sent by e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user of an address, in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What a person may do comes from the role and from what they represent."""

    class Role(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        MODERATOR = "moderator", _("Moderator")
        OPERATOR = "operator", _("Operator")
        AUDITOR = "auditor", _("Auditor")

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.CUSTOMER)
    locale = models.CharField(max_length=16, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=models.Q(role__in=["customer", "moderator", "operator", "auditor"]),
                name="user_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Scope(models.TextChoices):
    """What a token may do; reading what is public needs none."""

    COMPANIES_READ = "companies:read", _("Read companies and scores")
    REVIEWS_WRITE = "reviews:write", _("Write and change my reviews")
    REPLIES_WRITE = "replies:write", _("Answer reviews for my company")
    ORDERS_WRITE = "orders:write", _("Register orders and invite customers")
    WEBHOOKS_WRITE = "webhooks:write", _("Manage webhooks")


class ApiToken(models.Model):
    """A key for programs. Only its hash is kept: it is shown once, when it is made."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=LENGTH, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=32, choices=Scope), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "-created_at"], name="tokens_of_a_user")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values),
                name="token_scopes_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return self.prefix
