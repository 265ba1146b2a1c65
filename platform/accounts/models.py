"""People who sign in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

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
        CUSTOMER = "customer"
        MODERATOR = "moderator"
        OPERATOR = "operator"
        AUDITOR = "auditor"

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
