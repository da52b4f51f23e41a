"""A line between browser and server that can be cut, as it is in a village."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """Passes bytes on to the server at `site` until it is cut; everything that runs over it breaks at once then."""

    def __init__(self, site: str) -> None:
        self.server = (urlsplit(site).hostname, urlsplit(site).port)
        self.is_cut = False
        self.ends: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break the line."""
        self.is_cut = True
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def restore(self) -> None:
        """The line holds again."""
        self.is_cut = False

    def close(self) -> None:
        """Take it down."""
        self.cut()
        self.listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.listening.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(self.server)
            self.ends += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
