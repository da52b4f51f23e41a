"""Nobody shuts the others out by holding connections: real sockets, half-sent requests, silent browsers, slow bytes."""

import http.client
import socket
import threading
import time

import pytest

from jingyan import connections
from jingyan.connections import Server

HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"
WHOLE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def answer(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2"), ("X-Received", str(len(body)))])
    return [b"ok"]


@pytest.fixture
def port():
    """Where a server of the product listens, with an application that answers ok."""
    server = Server(answer, host="127.0.0.1", port=0)
    thread = threading.Thread(target=run, args=[server], daemon=True)
    thread.start()
    yield int(server.effective_port)
    server.accepting = False
    server.pull_trigger()
    server.is_to_stop = True
    thread.join(5)


def run(server):
    server.is_to_stop = False
    while not server.is_to_stop:
        server.asyncore.loop(timeout=0.1, map=server._map, use_poll=True, count=1)
    server.task_dispatcher.shutdown()
    server.asyncore.close_all(server._map)


@pytest.fixture
def sockets():
    held: list[socket.socket] = []
    yield held
    for each in held:
        each.close()


def connected(port, sockets, sent=b""):
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(sent)
    sockets.append(client)
    return client


def seconds_of_a_page(port):
    began = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", "/")
    assert client.getresponse().read() == b"ok"
    client.close()
    return time.monotonic() - began


def is_closed(client, seconds=0.0):
    """Whether the server closes a connection within so many seconds."""
    client.settimeout(seconds or 0.01)
    try:
        while client.recv(1000):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_six_hundred_connections_that_say_nothing_more_shut_nobody_out(port, sockets):
    for _ in range(300):
        connected(port, sockets, HALF)
        connected(port, sockets, WHOLE)
    assert max(seconds_of_a_page(port) for _ in range(5)) < 1


def test_the_connection_that_kept_the_server_waiting_longest_makes_room(port, sockets, monkeypatch):
    first = connected(port, sockets, HALF)
    second = connected(port, sockets, HALF)
    assert seconds_of_a_page(port) < 1
    for _ in range(connections.MOST_CONNECTIONS - 1):
        connected(port, sockets, HALF)
    assert is_closed(first, 5)
    assert not is_closed(second)


def keeps_sending(client, data, seconds):
    """For how long the server lets a client go on sending."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            client.sendall(data)
        except OSError:
            break
        time.sleep(0.1)
    return time.monotonic() - began


def test_a_request_of_a_byte_now_and_then_is_ended(port, sockets, monkeypatch):
    monkeypatch.setattr(connections, "SECONDS_FOR_A_REQUEST", 1)
    assert keeps_sending(connected(port, sockets, HALF), b"x", 10) < 5


def test_empty_lines_instead_of_a_request_hold_no_connection(port, sockets, monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1)
    assert keeps_sending(connected(port, sockets), b"\r\n\r\n", 10) < 5


def test_a_browser_that_stays_silent_is_let_go(port, sockets, monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 1)
    client = connected(port, sockets, WHOLE)
    assert is_closed(client, 5)


def test_an_upload_through_a_poor_line_comes_to_its_end(port, sockets, monkeypatch):
    monkeypatch.setattr(connections, "SECONDS_FOR_A_REQUEST", 1)
    client = connected(
        port, sockets, b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000\r\n\r\n"
    )
    for _ in range(20):
        client.sendall(b"x" * 1000)
        time.sleep(0.15)
    client.settimeout(5)
    assert b"X-Received: 20000" in client.recv(1000)


def test_a_connection_in_use_is_kept(port, sockets, monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 2)
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    client.connect()
    own = client.sock
    for _ in range(4):
        client.request("GET", "/")
        assert client.getresponse().read() == b"ok"
        time.sleep(1)
    assert client.sock is own
    client.close()
