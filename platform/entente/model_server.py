"""Settings of the process that `manage.py serve_models` starts: those of the site, without what only pages need."""

from entente.settings import *  # noqa: F403

ROOT_URLCONF = "serving.protocol.urls"
MIDDLEWARE = [
    "django.middleware.locale.LocaleMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # which allauth wants wherever it is
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 2**20  # of one call
