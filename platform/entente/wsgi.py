"""The site for WSGI servers: `gunicorn entente.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from entente import services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.settings")
services.ensure()
application = get_wsgi_application()
