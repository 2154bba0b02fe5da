"""All settings, typed from the environment, safe by default (docs/configuration.md). Nothing starts here."""

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from entente.safety import own_key, refuse_unsafe
from entente.services.place import APPLICATION, OWNER, place_of

django_stubs_ext.monkeypatch()  # `ModelAdmin[Job]` reads the same at run time as to the type checker
env = environ.Env()

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent.parent
IN_CHECKOUT = (CHECKOUT / "manage.py").is_file()
PLACE = place_of(Path(env.str("ENTENTE_VAR", default=str((CHECKOUT if IN_CHECKOUT else Path.cwd()) / "var"))))
VAR = PLACE.var

# The services: given by address, or our own under var/. With neither an address nor a key, this is one person's trial.
OWN_SERVICES = not env.str("DATABASE_URL", default="")
if bool(env.str("REDIS_URL", default="")) == OWN_SERVICES:
    raise ImproperlyConfigured("DATABASE_URL and REDIS_URL come together: set both, or neither for the embedded pair.")
TRIAL = OWN_SERVICES and not env.str("SECRET_KEY", default="")

DATABASES: dict[str, dict[str, Any]]
if OWN_SERVICES:
    DATABASES = {"default": PLACE.database(APPLICATION), "owner": PLACE.database(OWNER)}
    REDIS_URL = PLACE.redis_url
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if env.str("DATABASE_OWNER_URL", default=""):
        DATABASES["owner"] = env.db_url("DATABASE_OWNER_URL")
    REDIS_URL = env.str("REDIS_URL")
APPLICATION_ROLE = DATABASES["default"]["USER"]
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Safety
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = own_key(VAR / "secret_key") if TRIAL else env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SIGNING_KEYS_SECRET = env.str("SIGNING_KEYS_SECRET", default="") or (
    own_key(VAR / "signing_keys_secret") if TRIAL else ""
)
SIGNING_KEYS_SECRET_FALLBACKS = env.list("SIGNING_KEYS_SECRET_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if TRIAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=not TRIAL)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=not TRIAL)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not TRIAL)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if TRIAL else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=not TRIAL)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=not TRIAL)
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
if not DEBUG:
    refuse_unsafe(globals(), trial=TRIAL)

INSTALLED_APPS = [
    "entente",
    "dashboard",
    "knowledge",
    "standards",
    "serving",
    "reports",
    "jobs",
    "registry",
    "collaborations",
    "catalog",
    "privacy",
    "work",
    "agreements",
    "vault",
    "organizations",
    "notifications",
    "audit",
    "accounts",
    "agreements.desk.config.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organizations.middleware.ActingFor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "organizations.middleware.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "entente.urls"
WSGI_APPLICATION = "entente.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates" if IN_CHECKOUT else PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboard.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "entente.forms.LookRenderer"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "agreements.backends.PolicyBackend",
    "accounts.backends.SignIn",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "organizations.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "organizations.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that ends at another site would break our content policy
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
OPEN_SIGN_UP = env.bool("OPEN_SIGN_UP", default=False)
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # else signing up would tell which addresses have an account
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRIAL  # a trial is http://localhost
MFA_TOTP_ISSUER = "Entente"
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # an address is unique in any case, by a constraint on LOWER(email)
    "guardian.W001",  # its backend knows no suspension; ours answers from the policy
]

# Words, time, bytes
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]  # each in its own words
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_SOURCES", default=TRIAL)  # else `manage.py collectstatic` comes first
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else env.str("STATIC_ROOT", default=str(VAR / "static"))
VAULT_S3 = env.str("VAULT_S3_BUCKET", default="")
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "vault": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": VAULT_S3, "file_overwrite": True, "default_acl": None},
    }
    if VAULT_S3
    else {"BACKEND": "vault.storage.VaultFolder", "OPTIONS": {"location": VAR / "vault"}},
}
# Copies of what people look into, on each machine that serves pages
COPIES_FOLDER = env.path("COPIES_FOLDER", default=str(VAR / "copies"))
COPIES_GIB = env.float("COPIES_GIB", default=20.0)

UPLOAD_LARGEST_GIB = env.float("UPLOAD_LARGEST_GIB", default=20.0)
BACKUP_RETENTION_DAYS = env.float("BACKUP_RETENTION_DAYS", default=None)  # certificates of deletion say it
UPLOAD_KEEP_HOURS = env.float("UPLOAD_KEEP_HOURS", default=24.0)
ORGANIZATION_ROOM_GIB = env.float("ORGANIZATION_ROOM_GIB", default=0.0)

# Broker, cache, mail, log
CELERY_BROKER_URL = f"redis+socket://{PLACE.redis_socket}" if OWN_SERVICES else REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker goes on by polling, however long the broker is away
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 30, "socket_connect_timeout": 5, "socket_keepalive": True}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "cache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},  # for seconds, and there without Redis
}
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20  # else a mail server that is silent holds a worker for ever
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Entente <entente@localhost>")
SITE_URL = env.str("SITE_URL", default="")  # where links in mails that a worker sends begin
NOTICES_POST_SECONDS = env.float("NOTICES_POST_SECONDS", default=10.0)
DEADLINES_REMIND_SECONDS = env.float("DEADLINES_REMIND_SECONDS", default=3600.0)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organizations.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "entente.problems.answer",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Entente",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "entente.schema.add_problems"],
    "ENUM_NAME_OVERRIDES": {
        "StandardKindEnum": "standards.models.Standard.Kind",
        "RiskKindEnum": "collaborations.models.Risk.Kind",
        "TaskStateEnum": "collaborations.models.Task.State",
        "OrganizationKindEnum": "organizations.models.Organization.Kind",
        "ReviewVerdictEnum": "agreements.models.Review.Verdict",
        "ReportReviewVerdictEnum": "reports.models.Review.Verdict",
        "PersonalDataAnswerEnum": "privacy.models.Finding.Answer",
        "ProfileStateEnum": "catalog.looking_api.STATES",
        "ArrivalStateEnum": "registry.arrivals_api.STATES",
        "RoleEnum": "organizations.models.Role",
        "ModelStageEnum": "registry.models.Stage",
        "InventionStageEnum": "knowledge.models.Stage",
        "ContributionEnum": "knowledge.people.Contribution",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Whether a version of a dataset is looked through for personal data when it comes in, and kept to its owner until then
PRIVACY_SCAN = env.bool("PRIVACY_SCAN", default=True)

# Work: places of a worker, and how long what may take
WORK_FOLDER = env.path("WORK_FOLDER", default=str(VAR / "work"))
WORK_SITE = env.str("WORK_SITE", default="")
WORK_ORGANIZATION = env.str("WORK_ORGANIZATION", default="")
WORK_GANG_ADDRESS = env.str("WORK_GANG_ADDRESS", default="")
WORK_GANG_SECONDS = env.float("WORK_GANG_SECONDS", default=3600.0)
WORK_SLOTS = env.int("WORK_SLOTS", default=1)
WORK_THREADS = env.int("WORK_THREADS", default=max(1, (os.cpu_count() or 1) // WORK_SLOTS))
WORK_MEMORY_GIB = env.float("WORK_MEMORY_GIB", default=0.0)
WORK_ROOM_GIB = env.float("WORK_ROOM_GIB", default=0.0)
WORK_LEASE_SECONDS = env.float("WORK_LEASE_SECONDS", default=60.0)
WORK_HEARTBEAT_SECONDS = env.float("WORK_HEARTBEAT_SECONDS", default=15.0)
WORK_POLL_SECONDS = env.float("WORK_POLL_SECONDS", default=1.0)
WORK_POLICY_SECONDS = env.float("WORK_POLICY_SECONDS", default=2.0)
WORK_STOP_SECONDS = env.float("WORK_STOP_SECONDS", default=10.0)
WORK_SEAL_SECONDS = env.float("WORK_SEAL_SECONDS", default=4.2)
WORK_ROOM_SECONDS = env.float("WORK_ROOM_SECONDS", default=3600.0)
WORK_ATTEMPTS = env.int("WORK_ATTEMPTS", default=3)
WORK_REST_SECONDS = env.float("WORK_REST_SECONDS", default=10.0)
WORK_KEEP_FAILED_DAYS = env.float("WORK_KEEP_FAILED_DAYS", default=3.0)
WORK_LONGEST_REST_SECONDS = env.float("WORK_LONGEST_REST_SECONDS", default=600.0)
WORK_SHARE_HALF_LIFE_HOURS = env.float("WORK_SHARE_HALF_LIFE_HOURS", default=168.0)
WORK_GPU_HOUR_PRICE = env.get_value("WORK_GPU_HOUR_PRICE", cast=Decimal, default=Decimal(0))
WORK_CURRENCY = env.str("WORK_CURRENCY", default="EUR")
WORK_EXPECTED_SECONDS = env.float("WORK_EXPECTED_SECONDS", default=600.0)

# Files that people bring: read by workers too, beside the places for jobs
INGESTION_SLOTS = env.int("INGESTION_SLOTS", default=1)
INGESTION_MEMORY_GIB = env.float("INGESTION_MEMORY_GIB", default=0.5)
INGESTION_SECONDS = env.float("INGESTION_SECONDS", default=3600.0)
PRIVACY_SLOTS = env.int("PRIVACY_SLOTS", default=1)  # for looks for personal data, likewise

# The model server: where it listens and is found, its memory for models, and how much an organization may ask
MODEL_SERVER_ADDRESS = env.str("MODEL_SERVER_ADDRESS", default="127.0.0.1:8001")
MODEL_SERVER_URL = env.str("MODEL_SERVER_URL", default="http://127.0.0.1:8001")
MODEL_SERVER_MEMORY_GIB = env.float("MODEL_SERVER_MEMORY_GIB", default=4.0)
MODEL_SERVER_THREADS = env.int("MODEL_SERVER_THREADS", default=os.cpu_count() or 1)
PREDICTIONS_PER_MINUTE = env.int("PREDICTIONS_PER_MINUTE", default=60_000)
PREDICTIONS_PER_DAY = env.int("PREDICTIONS_PER_DAY", default=1_000_000)

# Feedback: how long answers, and what was asked, are kept; and from where figures raise an alarm
PREDICTIONS_DAYS = env.float("PREDICTIONS_DAYS", default=365.0)
PREDICTION_INPUTS_DAYS = env.float("PREDICTION_INPUTS_DAYS", default=30.0)
FEEDBACK_DAYS = env.float("FEEDBACK_DAYS", default=30.0)
FEEDBACK_LEAST = env.int("FEEDBACK_LEAST", default=30)
FEEDBACK_DRIFT = env.float("FEEDBACK_DRIFT", default=0.25)

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # what Prometheus shows at /metrics; without one nothing is there

# The audit's seals: what signs them, and how often a worker makes one
AUDIT_SEAL_KEY = own_key(VAR / "audit_seal_key") if TRIAL else env.str("AUDIT_SEAL_KEY", default="")
AUDIT_TRUSTED_KEYS = env.list("AUDIT_TRUSTED_KEYS", default=[])
AUDIT_SEAL_SECONDS = env.float("AUDIT_SEAL_SECONDS", default=60.0)
