"""An ID number that was typed into a search: out of the address at once, and one click from the
person all the same.
"""

import time

from django.http import HttpRequest

from jingyan.crypto import ring

KEPT = "asked_number"
KEPT_SECONDS = 300


def keep(request: HttpRequest, number: str) -> bool:
    """Keep the number, sealed, in the session of a user who may look people up by it; False for
    other users.
    """
    user = request.user
    if not number or not user.is_authenticated or not user.may("officers.reveal"):
        return False
    request.session[KEPT] = [ring().encrypt(number), int(time.time())]
    return True


def pop_id_number(request: HttpRequest) -> str:
    """The number that was kept a moment ago, which is then forgotten; "" where there is none."""
    sealed, kept_at = request.session.pop(KEPT, ["", 0])
    return ring().decrypt(sealed) if sealed and time.time() - kept_at < KEPT_SECONDS else ""
