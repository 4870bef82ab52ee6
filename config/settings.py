"""The one settings file. Values come from the environment (`config/env.py`) and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / ".local"

DEBUG = env.boolean("DEBUG", "developer's error pages; never in production", False)
BUILD_ONLY = env.boolean("BUILD_ONLY", "while an image is built: nothing is served", False)
DEMO = env.boolean("DEMO", "the demo world: sample data, sign-in links, /demo/mail/", False)
BASE_URL = env.text("BASE_URL", "the address people use, such as https://partners.example.org")
SECRET_KEY = env.text("SECRET_KEY", "a long random text that signs cookies")
if len(SECRET_KEY) < 40:
    env.stop("SECRET_KEY is wrong: it has fewer than 40 characters.")
_base = env.url("BASE_URL", "the address people use", None, schemes=("https", "http"))
if _base is None or _base.path.strip("/"):
    env.stop("BASE_URL is wrong: it must be a scheme and a host, without a path.")
BASE_URL = BASE_URL.rstrip("/")
_loopback = _base.hostname in ("localhost", "127.0.0.1")
if _base.scheme == "http" and not _loopback:
    env.stop("BASE_URL is wrong: only localhost may be served without https.")
if DEBUG and not _loopback:
    env.stop("DEBUG is wrong: a developer's error pages show secrets; they run on localhost only.")
if DEMO and not _loopback:
    env.stop("DEMO is wrong: the demo world signs people in by link and runs on localhost only.")
ALLOWED_HOSTS = [_base.hostname or "", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "config.tenancy",
    "partnerships",
    "stakeholders",
    "agreements",
    "metrics",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # lets widgets be drawn with the project's own templates
]
MIDDLEWARE = [
    "config.bodies.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.tenancy.middleware.TenancyMiddleware",
    "config.door_limits.DoorLimitMiddleware",
    "config.views.errors.OnlyByButton",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
            "builtins": [
                "config.templatetags.components",
                "config.templatetags.figures",
                "config.templatetags.formatting",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.FormRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy in front redirects to https; /healthz must answer plain HTTP
]

# --- Database -------------------------------------------------------------------------------
_POSTGRES = ("postgresql", "postgres")
_runtime = env.url(
    "DATABASE_URL", "the runtime login csp_login on PostgreSQL 18", None, schemes=_POSTGRES
)
_owner = env.url(
    "DATABASE_OWNER_URL",
    "the owner csp_owner, for migrate, create_convener, backup and restore only",
    None,
    schemes=_POSTGRES,
)
DATABASE_OWNER = env.database(_owner) if _owner else None
_pool = env.integer("DATABASE_POOL_SIZE", "connections a web process keeps; 0 is one a thread", 0)
_keeps_plans = env.boolean(
    "DATABASE_PREPARED_STATEMENTS",
    "keep the plans of frequent statements; 0 behind a transaction pooler that cannot hold them",
    True,
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **(env.database(_runtime) if _runtime else {}),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0 if _pool else 600,
        "CONN_HEALTH_CHECKS": True,
        # Transaction pooling (pgBouncer) moves a session between servers: no server-side cursors.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            # The server binds the values, and plans a statement once that runs often on a
            # connection: the policies make planning half of a page's time in the database.
            "server_side_binding": True,
            "prepare_threshold": 2 if _keeps_plans else None,
            **({"pool": {"min_size": 1, "max_size": _pool}} if _pool else {}),
        },
    }
}

# --- People and sign-in ---------------------------------------------------------------------
AUTH_USER_MODEL = "partnerships.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "partnerships.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "partnerships.forms.accounts.LoginForm",
    "request_login_code": "partnerships.forms.accounts.RequestLoginCodeForm",
    "confirm_login_code": "partnerships.forms.accounts.ConfirmLoginCodeForm",
    "reset_password": "partnerships.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "partnerships.forms.accounts.ResetPasswordKeyForm",
    "change_password": "partnerships.forms.accounts.ChangePasswordForm",
    "set_password": "partnerships.forms.accounts.SetPasswordForm",
    "reauthenticate": "partnerships.forms.accounts.ConfirmPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; naming the password here is what puts it on the sign-in form.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Whoever knows an address could otherwise fill its inbox with codes.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
    "reset_password": "20/m/ip,3/m/key,10/d/key",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # NIST 800-63B-4: whoever owns an account hears of changes
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "partnerships.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "partnerships.forms.accounts.AuthenticateForm",
    "reauthenticate": "partnerships.forms.accounts.ConfirmCodeForm",
    "activate_totp": "partnerships.forms.accounts.ActivateTOTPForm",
    "add_webauthn": "partnerships.forms.accounts.AddWebAuthnForm",
    "login_webauthn": "partnerships.forms.accounts.LoginWebAuthnForm",
    "authenticate_webauthn": "partnerships.forms.accounts.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "partnerships.forms.accounts.ReauthenticateWebAuthnForm",
    "edit_webauthn": "partnerships.forms.accounts.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = "Partnerships"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 3600  # NIST 800-63B-4: at AAL2 a session lasts at most 12 hours
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _base.scheme == "https"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; /healthz must answer plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _base.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _base.scheme == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _base.scheme == "https" else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# --- Broker, cache, background work ---------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "Valkey or Redis: broker, cache", "redis://127.0.0.1:6379/0")
env.url("REDIS_URL", "Valkey or Redis: broker, cache", None, schemes=("redis", "rediss"))
CACHES = {
    "default": {
        "BACKEND": "config.caching.SteadyCache",
        "LOCATION": REDIS_URL,
        # A cache that hangs must not hold up a page for longer than a person notices.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_keepalive": True,
    # A broker that is away must not hold up whoever pressed a button: beat finds the work later.
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Mail -----------------------------------------------------------------------------------
_email = env.url(
    "EMAIL_URL", "the mail server, smtp://user:password@host:port", None, schemes=("smtp", "smtps")
)
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "the sender of the product's mail", "Partnerships <no-reply@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": (_email.hostname if _email else None) or "localhost",
            "port": (_email.port if _email else None) or 25,
            "username": unquote((_email and _email.username) or ""),
            "password": unquote((_email and _email.password) or ""),
            "use_tls": bool(_email and "tls=1" in _email.query),
            "use_ssl": bool(_email and _email.scheme == "smtps"),
            "timeout": 20,
        },
    }
}
DEMO_MAIL_ROOT = env.path(
    "DEMO_MAIL_ROOT", "the maildir the demo's mail server fills", LOCAL / "demo" / "mail"
)

# --- Files, documents -----------------------------------------------------------------------
STORAGE_ROOT = env.path(
    "STORAGE_ROOT", "the folder of signed agreements and reports", LOCAL / "files"
)
MEDIA_ROOT = str(STORAGE_ROOT)
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# A demo serves them as they are; production collects them and names each by its content.
WHITENOISE_USE_FINDERS = DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "config.staticfiles.StaticFilesStorage"
    },
}
SEALING_KEY_FILE = env.path("SEALING_KEY_FILE", "the private key that seals agreements", None)
SEALING_CERTIFICATE_FILE = env.path("SEALING_CERTIFICATE_FILE", "the key's certificate", None)
SEALING_PASSPHRASE = env.text("SEALING_PASSPHRASE", "the key's passphrase", "")
TIMESTAMP_URL = env.text("TIMESTAMP_URL", "an RFC 3161 timestamp authority; empty is none", "")
env.url("TIMESTAMP_URL", "an RFC 3161 timestamp authority", None, schemes=("https", "http"))

# --- Tenancy (config/tenancy) ---------------------------------------------------------------
TENANCY_MEMBERSHIP_RESOLVER = "partnerships.selectors.memberships.resolve_membership"
TENANCY_PEOPLE_LOADER = "partnerships.selectors.memberships.load_people"
TENANCY_TOKEN_RESOLVER = "partnerships.selectors.tokens.resolve_token"  # noqa: S105  # a path

NAVIGATION = "partnerships.selectors.navigation.navigation"

# --- API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.api.TokenAuthentication",
        "config.api.MemberSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.api.DeclaredPermission"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.SmallJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min"},
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "config.api_errors.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cross-sector partnerships API",
    "DESCRIPTION": "Partnerships, organizations, agreements, indicators and observations.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.describe_mistakes",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AgreementKind": "agreements.models.AgreementKind",
        "IndicatorKind": "metrics.models.IndicatorKind",
    },
}

# --- Language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Logging --------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    env.stop("LOG_LEVEL is wrong: it must be DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.log_lines.MaskedFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "WARNING"}},
}

# --- What production refuses to start without -----------------------------------------------
if not DEBUG and not BUILD_ONLY:
    if _runtime is None:
        env.stop("DATABASE_URL is not set: the runtime login csp_login on PostgreSQL 18.")
    if SEALING_KEY_FILE is None or SEALING_CERTIFICATE_FILE is None:
        env.stop(
            "SEALING_KEY_FILE or SEALING_CERTIFICATE_FILE is not set: without them signed "
            "agreements cannot be sealed."
        )
    if _email is None:
        env.stop("EMAIL_URL is not set: the mail server, smtp://user:password@host:port.")
