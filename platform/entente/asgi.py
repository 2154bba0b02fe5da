"""The site for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from entente import services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entente.settings")
services.ensure()
application = get_asgi_application()
