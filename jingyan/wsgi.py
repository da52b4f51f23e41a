"""WSGI entry point, served by waitress (embedded) or gunicorn (production)."""

import gc
import os

from django.db import connections
from django.urls import get_resolver

from jingyan import demo
from jingyan.requests import wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")

application = wsgi_application()
demo.refuse_its_data()
# A server that forks now must not share a connection between its workers.
connections.close_all()
# All pages are loaded now, not by the first visitor; and what stays is not looked through for
# garbage again and again.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
