"""Logs hold what happened to whom by key: no names, no numbers of people, no secrets, one line an event."""

import json
import logging
import time

import pytest
from django.conf import settings

from jingyan import logs
from jingyan.logs import clean, scrub

ID, BAD_ID, PHONE = "11010519491231002X", "110105194912310021", "13912345678"


def line_of(log, *, readable=False):
    """What `log(logger)` leaves, as the console prints it."""
    config = logs.configuration(readable=readable)["formatters"]["line"]
    formatter = logs.Formatter(
        foreign_pre_chain=config["foreign_pre_chain"], processors=config["processors"]
    )
    lines, logger = [], logging.getLogger("jingyan.tests.logs")

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(formatter.format(record))

    handler = Kept()
    logger.addHandler(handler)
    try:
        log(logger)
    finally:
        logger.removeHandler(handler)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        ID,
        BAD_ID,
        f"身份证{ID}无效",
        f"id{ID}x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２１",
        "110105491231002",
        PHONE,
        f"电话{PHONE}。",
        f"+86{PHONE}",
        "139 1234 5678",
        "139-1234-5678",
        f"/officers/{ID}/",
        f"a={PHONE}&b=1",
    ],
)
def test_no_number_of_a_person_stays_in_a_line(text):
    line = line_of(lambda log: log.warning("seen %s", text))
    assert not any(len(run) >= 9 for run in json.loads(line)["event"].split() if run.isdigit())
    assert "[number]" in line


@pytest.mark.parametrize(
    "text",
    ["id 12345678", "1,234,567.89", "2022-08-02", "8613 rows", "12345678901234", "19999 items"],
)
def test_plain_numbers_stay(text):
    assert scrub(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "password=geheim",
        "{'password': 'ge heim'}",
        '{"token": "geheim"}',
        "Cookie: sessionid=geheim; csrftoken=geheim",
        "Authorization: Bearer geheim",
        "SECRET_KEY=geheim",
        "csrfmiddlewaretoken=geheim&x=1",
        "session_key: geheim",
    ],
)
def test_no_secret_stays_in_a_line(text):
    assert "geheim" not in line_of(lambda log: log.warning(text))
    assert "heim" not in line_of(lambda log: log.warning("got %s", text), readable=True)


def test_secrets_go_by_their_names_at_any_depth():
    found = clean({"a": [{"Password": 7}], "X-Token": ["t"], "n": int(PHONE), "t": (1, None, True)})
    assert found == {
        "a": [{"Password": "[removed]"}],
        "X-Token": "[removed]",
        "n": "[number]",
        "t": [1, None, True],
    }


def test_nothing_that_somebody_typed_makes_a_line_of_its_own():
    typed = 'x\r\n{"event": "faked"}\u2028y\x85z'
    for readable in (True, False):
        assert (
            len(line_of(lambda log: log.warning("name %s", typed), readable=readable).splitlines())
            == 1
        )


def test_a_traceback_names_lines_and_no_values():
    def fail(log):
        secret = f"value-{PHONE}"
        try:
            raise ValueError(f"{ID} {secret}\nDETAIL: Key (name)=(张三) already exists.")
        except ValueError:
            log.exception("failed")

    for readable in (True, False):
        line = line_of(fail, readable=readable)
        assert "test_logs.py" in line
        assert "ValueError" in line
        assert not any(word in line for word in (ID, PHONE, "张三", "secret ="))


def test_a_failure_that_fails_again_and_again_leaves_a_short_line_with_both_ends():
    def fail(log):
        error: Exception = ValueError("the first of all")
        for number in range(300):
            try:
                raise RuntimeError(f"failure {number}") from error
            except RuntimeError as again:
                error = again
        log.error("failed", exc_info=error)

    for readable in (True, False):
        line = line_of(fail, readable=readable)
        assert len(line) < 10_000
        assert "the first of all" in line
        assert "failure 299" in line
        assert "characters left out" in line
    assert json.loads(line)["event"] == "failed"


@pytest.mark.parametrize(
    "value", ["x" * 100_000, ["x" * 1000] * 100, {f"k{n}": "x" for n in range(10_000)}]
)
def test_whatever_is_logged_the_line_is_short(value):
    for readable in (True, False):
        assert len(line_of(lambda log: log.warning("got %s", value), readable=readable)) < 4_000
    assert len(str(logs.without_personal_data(None, "", {"event": "got", "value": value}))) < 4_000


def test_shortening_leaves_no_half_of_a_number():
    for filler in range(logs.LONGEST_TEXT // 2 - 30, logs.LONGEST_TEXT // 2):
        line = line_of(
            lambda log, filler=filler: log.warning("%s %s %s", "x" * filler, ID, "y" * 5000)
        )
        assert "1101" not in line


def test_what_is_bound_to_a_request_is_scrubbed_too():
    assert logs.without_personal_data(None, "", {"typed": PHONE, "cookie": "c"}) == {
        "typed": "[number]",
        "cookie": "[removed]",
    }


def test_every_handler_that_is_configured_scrubs():
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] is logs.Formatter
    found = [
        logger
        for logger in logging.root.manager.loggerDict.values()
        if isinstance(logger, logging.Logger)
    ]
    handlers = {
        handler
        for logger in [logging.root, *found]
        if logger.name.startswith("django")
        for handler in logger.handlers
    }
    assert not [
        handler for handler in handlers if not isinstance(handler.formatter, logs.Formatter)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "password" * 6000,
        "password='" * 5000,
        "1" * 50_000,
        "1 " * 25_000,
        "token= " * 8000,
    ],
)
def test_no_text_is_slow_to_scrub(text):
    began = time.perf_counter()
    scrub(text)
    assert time.perf_counter() - began < 0.5


def test_a_request_is_named_by_its_path_and_its_user_by_key(client, staff, caplog):
    client.force_login(staff)
    with caplog.at_level(logging.INFO, "django_structlog.middlewares"):
        logging.getLogger("django_structlog.middlewares").setLevel(logging.INFO)
        response = client.get("/system/roles/", {"q": "李秀英"})
    text = " ".join(str(record.msg) for record in caplog.records)
    assert "GET /system/roles/" in text
    assert f"'user_id': {staff.pk}" in text
    assert "李秀英" not in text
    assert response["X-Request-ID"] in text
