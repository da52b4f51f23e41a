"""WSGI entry point, served by waitress (embedded) or gunicorn (production)."""

import gc
import os

from django.urls import get_resolver

from jingyan.requests import wsgi_application
from jingyan.stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")

application = with_room(wsgi_application())
# All pages are loaded now, not by the first visitor; and what stays is not looked through for garbage again and again.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
