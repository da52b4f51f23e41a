"""Settings of the measurements: those of the suite, and Django admin, which the product itself does without."""

from jingyan.settings_test import *  # noqa: F403
from jingyan.settings_test import INSTALLED_APPS as OURS

INSTALLED_APPS = ["django.contrib.admin", *OURS]
