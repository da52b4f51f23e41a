"""The settings of an installation, reached by the browser under an intranet's name as well.

No start of the product's own goes as far in demo mode: the name is the browser's alone, and means this machine to it.
"""

from e2e.hosts import INTRANET
from jingyan.settings import *  # noqa: F403
from jingyan.settings import ALLOWED_HOSTS

ALLOWED_HOSTS.append(INTRANET)
