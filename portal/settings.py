"""Settings, read from the environment and from nowhere else.

Safe for production by default: debugging is off, TLS is on, secrets are required. A
missing or wrong value stops the start and names the variable. `.env.example` lists
every variable with its meaning; `make run` sets those that it can find out itself.
"""

import re
from email.utils import parseaddr
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from portal.loopback import outward
from portal.variables import env, key, networks, number, one_of, required, switch

BASE_DIR = Path(__file__).resolve().parent.parent

# Forms and admin classes name their model as a type parameter, at run time too.
django_stubs_ext.monkeypatch()

env.read_env(BASE_DIR / ".env")


def shades(colours: str) -> dict[str, str]:
    """Return eleven colours, light to dark, by the numbers that Tailwind has for them."""
    numbers = (50, *range(100, 1000, 100), 950)
    return {str(number): colour for number, colour in zip(numbers, colours.split(), strict=True)}


# What kind of installation this is
DEBUG = switch("DEBUG", default=False)
DEMO = switch("DEMO", default=False)  # demonstration data and mailbox, no second factor
if DEMO and (reason := outward(env.ENVIRON)):
    raise ImproperlyConfigured(reason)
TLS = switch("TLS", default=True)  # off only on http://localhost
PUBLIC_BODY = env.str("PUBLIC_BODY", default="Wojewoda Małopolski")  # who answers for the website
SITE_URL = one_of("SITE_URL", ("http://", "https://"), default="http://localhost:8000").rstrip("/")
VAR_DIR = BASE_DIR / (env.str("VAR_DIR", default="") or "var")
# Files that are read in: private, deleted when they are done. The workers read them, so they share it.
UPLOADS_DIR = BASE_DIR / (env.str("UPLOADS_DIR", default="") or VAR_DIR / "uploads")
# Copies that people send for checking are deleted so many days after their case was closed.
COPIES_KEPT_DAYS = number("COPIES_KEPT_DAYS", default=90)
# A virus scanner (ClamAV's clamd) that looks at each: its socket, or host:port. Both empty: none.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CLAMD_HOST = env.str("CLAMD_HOST", default="")
if CLAMD_HOST and not re.fullmatch(r"\S+:\d{1,5}", CLAMD_HOST):
    raise ImproperlyConfigured(f"CLAMD_HOST is {CLAMD_HOST!r}: write host:port, as in 192.0.2.7:3310.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many reverse proxies in front of us write X-Forwarded-For; 0: nobody's word is taken.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", default=0)
# From where nobody is counted by network: the machine itself, and an office's kiosks.
UNLIMITED_NETWORKS = networks("UNLIMITED_NETWORKS", default="127.0.0.0/8,::1/128")

SECRET_KEY = key("SECRET_KEY", "50 random characters that sign sessions and links.")
# Its own key, because it may never be rotated: it keys the digests that keep one person
# from holding two visits, and the codes and links of visits already booked.
IDENTITY_KEY = key("IDENTITY_KEY", "50 random characters, kept for good and apart from SECRET_KEY.")
if IDENTITY_KEY == SECRET_KEY:
    raise ImproperlyConfigured("IDENTITY_KEY is the same as SECRET_KEY: one may be changed, the other never.")

# Servers
DATABASE_URL = required("DATABASE_URL", "postgres://user:password@host:5432/name.")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server: nothing else can hold a booking.")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"].update(
    CONN_MAX_AGE=number("CONN_MAX_AGE", default=60),
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL", "redis://:password@host:6379/0 of a Valkey or Redis server.")
one_of("REDIS_URL", ("redis://", "rediss://", "unix://"), default="")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The broker carries only wake-ups. Without these a request waits six seconds for one that
# is down, and for ever for one that hangs.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Live pages: /ws/ is served by a process of its own (portal/asgi.py), which the proxy passes it to,
# or on a port of its own on the same host; 0: there is none, pages ask their own address.
SOCKETS_PORT = number("SOCKETS_PORT", default=0)
SOCKETS_MOST = number("SOCKETS_MOST", default=5000)  # in one process
SOCKETS_PER_NETWORK = number("SOCKETS_PER_NETWORK", default=60)

# Parts
INSTALLED_APPS = [
    "modeltranslation",
    "unfold.apps.BasicAppConfig",  # the plain one puts its own site in the place of ours
    "portal.web.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, which ours may override
    "django_countries",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "portal.accounts",
    "portal.audit",
    "portal.notifications",
    "portal.web",
    "scheduling",
    "applications",
    "consultations",
    "portal.reports",
    "portal.setup",
    *(["portal.demo"] if DEMO else []),
]
MIDDLEWARE = [
    *(["portal.demo.guard.NearOnly"] if DEMO else []),
    "portal.web.middleware.named",
    "portal.web.middleware.cleaned",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer by chance, so that its length tells nothing
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.web.middleware.headed",
    "portal.web.middleware.Guarded",
    "allauth.account.middleware.AccountMiddleware",
    "portal.web.sessions.SeenEachMinute",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.middleware.remembered",
    "scheduling.views.holder.kept",
]
ROOT_URLCONF = "portal.demo.urls" if DEMO else "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["portal.demo.context.demonstration"] if DEMO else []),
            ],
        },
    },
]

# Languages. Adding one is a line here and a catalogue under locale/.
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = TLS
USE_I18N = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "pl"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("pl", "en")
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"  # what a time is shown in where no office says otherwise

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.policies.MembershipBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_detail"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # no links: mail scanners open them
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # mail can be slow
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}  # any keyboard has digits
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one holds until the new is proven
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to its owner
ACCOUNT_ADAPTER = "portal.notifications.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # its rate limits go by the same address as ours
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS  # browsers allow http on localhost alone
MFA_TOTP_ISSUER = "Portal Cudzoziemca"
USERSESSIONS_TRACK_ACTIVITY = True
STAFF_NEED_SECOND_FACTOR = not DEMO

# Mail
MAIL_SCHEMES = ("smtp://", "smtp+tls://", "smtps://", "smtp+ssl://", "filemail://", "consolemail://")
vars().update(env.email_url_config(one_of("EMAIL_URL", MAIL_SCHEMES, default="consolemail://")))
if DEMO:
    EMAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"
# A locked screen shows who wrote: a name that does not say why.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="") or f"{PUBLIC_BODY} <portal@example.test>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
SENDERS = number("SENDERS", default=2)  # at most so many work on one channel at once

# Text messages: a gateway that speaks HTTP (docs/operations.md), or `console:`, which prints them.
# Without one nobody is asked for a phone number.
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
if SMS_GATEWAY_URL:
    one_of("SMS_GATEWAY_URL", ("http://", "https://", "console:"), default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")
SMS_SENDER = env.str("SMS_SENDER", default="") or "Urzad"
SMS_TIMEOUT = number("SMS_TIMEOUT", default=8)  # seconds
# Whether the gateway delivers a message once that it gets twice under one key. If it does not,
# a message of which nobody knows whether it went is not sent again: better none than two.
SMS_GATEWAY_DEDUPLICATES = switch("SMS_GATEWAY_DEDUPLICATES", default=True)
SMS_REPORT_SECRET = env.str("SMS_REPORT_SECRET", default="")  # signs its delivery reports

# Notifications on people's devices (RFC 8292): none without a key.
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
if VAPID_PRIVATE_KEY and not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", VAPID_PRIVATE_KEY):
    raise ImproperlyConfigured("VAPID_PRIVATE_KEY is no key: 32 bytes in base64url. See .env.example.")
VAPID_CONTACT = env.str("VAPID_CONTACT", default="") or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
# The push services of the browsers, by the end of their names: nobody else's address is called.
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "notify.windows.com",
    ],
)

# Static files: hashed names in production, straight from the apps where there is no TLS.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not TLS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if TLS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Safety
SECURE_SSL_REDIRECT = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", default=60 * 60 * 24 * 365 if TLS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
VISITOR_COOKIE_NAME = "__Host-visitor" if TLS else "visitor"  # whose time is held: no session
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "portal.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Logs: on standard output, without personal data; see portal/web/logs.py.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "portal.web.logs.JsonFormatter"},
        "line": {"()": "portal.web.logs.LineFormatter"},
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json" if TLS else "line",
        }
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},  # to the root, not to the screen or by mail
        "django.request": {"level": "ERROR"},  # our own access log has the others
        "celery.app.trace": {"level": "WARNING"},  # not a line for every tick of the clock
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        # It would write down each address with its secrets, in a format of its own.
        "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
        "uvicorn.error": {"level": "WARNING"},
    },
}

# The admin's look
UNFOLD = {
    "SITE_TITLE": _("Foreigners' Portal"),
    "SITE_HEADER": _("Foreigners' Portal"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": lambda _request: static("portal/img/mark.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("portal/img/mark.svg")}
    ],
    "SCRIPTS": [lambda _request: static("accounts/autocomplete.js")],
    "COLORS": {
        # unfold's own greys, in a notation that Chrome 109 knows
        "base": shades(
            "#f9fafb #f3f4f6 #e5e7eb #d1d5dc #99a1af #6a7282 #4a5565 #364153 #1e2939 #101828 #030712"
        ),
        # the portal's own; 500 reads on dark, 600 carries white
        "primary": shades(
            "#e2f0f1 #cfe5e7 #a9d0d5 #86c0c9 #6cb6c4 #3f9aac #0b5566 #0b4a59 #083e4b #08333f #052229"
        ),
    },
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("admin:language")},
    "SHOW_HISTORY": False,
    "DASHBOARD_CALLBACK": "portal.notifications.admin.outages.with_outages",
    "SIDEBAR": {"show_search": True, "navigation": "portal.web.staff.navigation"},
}
