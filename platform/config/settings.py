"""Django's settings: facts of this project; what differs by deployment comes from config.env."""

import os

from django.utils.csp import CSP

from config.data_folder import REPOSITORY
from config.env import Environment
from config.logs import logging_settings
from config.redis_addresses import broker_url, embedded_url
from embedded.layout import DATABASE, DATABASE_USER, POSTGRES_PORT, Layout

ENVIRONMENT = Environment.read(os.environ)
DATA = ENVIRONMENT.data

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
HASH_KEYS = ENVIRONMENT.hash_keys
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
PUBLIC_URL = ENVIRONMENT.public_url
DNS_RESOLVERS = ENVIRONMENT.resolvers
# The one process that holds the keys of private tokens, and where it keeps them.
SIGNER_SOCKET = ENVIRONMENT.signer_socket or Layout(DATA).signer_socket
SIGNER_KEYS = DATA / "signer"
RECEIPTS_ADDRESS = ENVIRONMENT.receipts_address
SECURITY_CONTACT = ENVIRONMENT.security_contact
RECEIPTS_LISTEN = ENVIRONMENT.receipts_listen

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "accounts",
    "embedded",
    "api",
    "web",
    "staff",
    "demo",
    "receiver",
    "ratings.journal",
    "ratings.companies",
    "ratings.claims",
    "ratings.verification",
    "ratings.disclosures",
    "ratings.reviews",
    "ratings.replies",
    "ratings.moderation",
    "ratings.scores",
    "ratings.dashboards",
    "ratings.notifications",
    "ratings.imports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pgtrigger",
    "rest_framework",
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# The embedded servers that a command has to find running.
EMBEDDED_SERVERS = [
    *([] if ENVIRONMENT.database else ["postgres"]),
    *([] if ENVIRONMENT.redis_url else ["valkey"]),
]
DATABASES = {
    "default": {
        **(
            ENVIRONMENT.database
            or {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": str(Layout(DATA).sockets),
                "PORT": str(POSTGRES_PORT),
                "USER": DATABASE_USER,
                "NAME": DATABASE,
            }
        ),
        "CONN_MAX_AGE": 0,
    }
}
if ENVIRONMENT.database_pool:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": ENVIRONMENT.database_pool,
        "timeout": 10,
    }

REDIS_URL = ENVIRONMENT.redis_url or embedded_url(Layout(DATA).valkey_socket)
CACHES = {
    "default": {
        "BACKEND": "web.cache.RedisOrMemory",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "evenhand",
        # A page that waits longer for its cache than for its database is better off without.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    # Of this process alone and never written down: who calls without an account where nobody is to be known.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
# A task is a doorbell: one that is lost with its worker is rung again.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_TIMEZONE = "UTC"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ChosenLanguage",
    "web.refusals.RefusalPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "web.context.page",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_USER_DISPLAY = "accounts.queries.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Evenhand: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Evenhand"
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys on http only at localhost, which is where DEBUG runs.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False

MAIL_FOLDER = DATA / "mail"
MAILERS = {
    "default": {
        "BACKEND": "web.mail.StoredMail",
        "OPTIONS": {"folder": str(MAIL_FOLDER)},
    }
}
if ENVIRONMENT.mailer:
    MAILERS = {"default": ENVIRONMENT.mailer}
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français")]
LOCALE_PATHS = [REPOSITORY / "platform" / "web" / "locale"]
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA / "files"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
IS_HTTPS = PUBLIC_URL.startswith("https://")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# What a proxy says of the client is believed only where the operator says that there is one.
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 2**20  # a file of ten mebibytes, and what stands around it
# What is shown as a proof never lies on a disk in clear, and nothing larger than a proof is taken.
FILE_UPLOAD_HANDLERS = ["web.uploads.Bounded"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# NIST SP 800-63B-4: fifteen characters where the password is the only factor, and no composition rules.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 15}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {}),
    )
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.review_keys.ReviewKey",
        "api.authentication.BearerToken",
        "api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Evenhand",
    "DESCRIPTION": "Verified customers rate companies, never people. Errors are problem documents (RFC 9457).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "POSTPROCESSING_HOOKS": [
        "api.reference.add_problems",
    ],
}
# Requests and seconds, by account, else by address.
API_RATE_LIMITS = {"reads": (ENVIRONMENT.api_reads, 60), "writes": (ENVIRONMENT.api_writes, 60)}

LOGGING_CONFIG = "config.logs.configure"
LOGGING = logging_settings(level=ENVIRONMENT.log_level, for_people=DEBUG)

# The journal's followers, in the order in which they are shown.
JOURNAL_FOLDS = ["ratings.scores.folds.SCORES", "ratings.dashboards.folds.DASHBOARDS"]
JOURNAL_ANNOUNCERS = ["ratings.dashboards.cache.announce"]
JOURNAL_REACTORS = [
    "ratings.verification.reactors.KEYS",
    "ratings.reviews.reactors.VERDICTS",
    "ratings.moderation.reactors.SCREENING",
    "ratings.notifications.reactors.LETTERS",
]
