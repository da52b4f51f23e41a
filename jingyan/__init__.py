"""The project: settings, root URLs, Celery, and helpers that know no model."""

from jingyan.celery import app as celery_app

__all__ = ["celery_app"]
