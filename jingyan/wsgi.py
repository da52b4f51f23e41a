"""WSGI entry point, served by waitress (embedded) or gunicorn (production)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")

application = get_wsgi_application()
