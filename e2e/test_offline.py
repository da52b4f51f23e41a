"""A village without a connection: what is entered there arrives, once, and nothing that was typed is lost."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import PHONE
from e2e.cut import Line
from e2e.hosts import INTRANET
from e2e.test_main_job import TODAY
from jingyan import demo
from jingyan.periods import quarter_of

pytestmark = pytest.mark.e2e

FORM = "/pairings/contributions/create/"
OUTBOX = "/outbox/"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080200000090775 3de0000000c49444154789c63f8ffff3f0005fe02fedccc59e7"
    "0000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture
def line(site: str) -> Iterator[Line]:
    line = Line(site)
    yield line
    line.close()


Opens = Callable[..., Page]


@pytest.fixture
def phone(chromium: Browser, line: Line) -> Iterator[Opens]:
    """A phone at the end of the line, somebody logged in; `host` other than this machine is no safe place for a browser."""
    contexts = []

    def opens(username: str = "officer", host: str = "127.0.0.1") -> Page:
        context = chromium.new_context(
            base_url=f"http://{host}:{line.port}", viewport=PHONE, locale="zh-CN"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        log_in(page, username)
        return page

    yield opens
    for context in contexts:
        context.close()


def log_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", demo.PASSWORD)
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def fill_in(page: Page, title: str) -> None:
    page.locator("[name=carrier]").select_option("intellect")
    page.locator("[name=title]").fill(title)


def send(page: Page) -> None:
    page.locator("form.sheet button.btn-primary").click()


def open_kept(page: Page, form: str = FORM) -> None:
    """Open a form and wait until the browser keeps it."""
    page.goto(form)
    expect(page.locator(".draft-status")).to_contain_text("没有网络时也能打开")


def entered(var: Path, title: str) -> list[int]:
    """The records of that title that the server has."""
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=30)) as database:
        rows = database.execute("SELECT id FROM pairings_contribution WHERE title = ?", [title])
        return [row[0] for row in rows]


def unsent(page: Page) -> int:
    page.goto(OUTBOX)
    page.locator("[data-entries]:not([hidden]), [data-empty]:not([hidden])").wait_for()
    return page.locator("[data-outbox-list] tbody tr").count()


def arrives(page: Page) -> None:
    """Wait on the list of unsent entries until nothing is left; a page that was left while it sent keeps its turn a while."""
    page.goto(OUTBOX)
    expect(page.locator("[data-empty]")).to_be_visible(timeout=30_000)


def test_what_was_entered_without_a_connection_arrives_once(
    phone: Opens, line: Line, var: Path
) -> None:
    page, title = phone(), "演示无网络填报"
    open_kept(page)
    fill_in(page, title)
    line.cut()
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("当前没有网络")
    assert unsent(page) == 1
    page.goto(FORM)
    page.locator(".draft-offer button.btn-primary").click()
    expect(page.locator("[name=title]")).to_have_value(title)
    assert entered(var, title) == []
    line.restore()
    page.goto("/")
    arrives(page)
    assert len(entered(var, title)) == 1


def test_an_answer_that_was_lost_enters_nothing_twice(phone: Opens, line: Line, var: Path) -> None:
    page, title = phone(), "演示应答丢失"
    page.goto(FORM)
    fill_in(page, title)
    number = page.locator("[name=client_uuid]").input_value()
    # The entry arrives, the answer doesn't.
    page.route(
        f"**{FORM}",
        lambda route: (
            (route.fetch(), route.abort()) if route.request.method == "POST" else route.continue_()
        ),
    )
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("当前没有网络")
    assert len(entered(var, title)) == 1
    page.unroute_all()
    page.goto(OUTBOX)
    page.locator("[data-send]").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    assert len(entered(var, title)) == 1
    page.goto(FORM)
    assert page.locator("[name=client_uuid]").input_value() != number


def test_a_visit_that_ended_loses_nothing(phone: Opens, line: Line, var: Path) -> None:
    page, title = phone(), "演示登录过期"
    page.goto(FORM)
    fill_in(page, title)
    page.locator("[name=evidence]").set_input_files(
        {"name": "签到.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    page.context.clear_cookies()
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("请重新登录后上传")
    assert entered(var, title) == []
    log_in(page, "officer")
    arrives(page)
    assert len(entered(var, title)) == 1
    page.goto(f"/pairings/contributions/{entered(var, title)[0]}/")
    expect(page.locator("main")).to_contain_text("签到.png")


def test_what_is_typed_outlives_the_page_and_holds_no_id_number(
    phone: Opens, line: Line, var: Path
) -> None:
    page, title = phone(), "演示未填完 511124199001011234"
    page.goto(FORM)
    fill_in(page, title)
    expect(page.locator(".draft-status")).to_contain_text("已保存在本设备")
    page.goto("about:blank")
    page.goto(FORM)
    page.locator(".draft-offer button.btn-primary").click()
    expect(page.locator("[name=title]")).to_have_value("演示未填完 511124********1234")
    expect(page.locator("[name=carrier]")).to_have_value("intellect")


def test_a_refused_entry_shows_what_is_wrong_and_keeps_the_rest(phone: Opens, line: Line) -> None:
    page = phone()
    page.goto(FORM)
    fill_in(page, "演示有误")
    page.locator("[name=happened_on]").fill("2099-01-01")
    send(page)
    expect(page.locator("[data-focus]").first).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("演示有误")
    page.locator("[name=happened_on]").fill("2022-08-02")
    send(page)
    page.wait_for_url(re.compile(r"/contributions/\d+/$"))
    assert unsent(page) == 0


def test_logging_out_asks_and_wipes_what_is_left(phone: Opens, line: Line) -> None:
    page = phone()
    page.goto(FORM)
    fill_in(page, "演示退出登录")
    expect(page.locator(".draft-status")).to_contain_text("已保存在本设备")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator(".user-menu summary").click()
    page.locator("form[data-wipe-drafts] button").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    assert "1 条" in asked[0]
    log_in(page, "officer")
    assert unsent(page) == 0
    assert page.evaluate("() => caches.keys()") == []


def test_an_entry_is_its_users_alone(phone: Opens, line: Line) -> None:
    page = phone()
    page.goto(FORM)
    fill_in(page, "演示他人")
    expect(page.locator(".draft-status")).to_contain_text("已保存在本设备")
    page.context.clear_cookies()
    log_in(page, "liaison")
    assert unsent(page) == 0
    page.goto(FORM)
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_it_works_without_a_service_worker(phone: Opens, line: Line, var: Path) -> None:
    page, title = phone(host=INTRANET), "演示内网填报"
    page.goto(FORM)
    assert not page.evaluate("() => isSecureContext || Boolean(window.caches)")
    fill_in(page, title)
    line.cut()
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("当前没有网络")
    line.restore()
    arrives(page)
    assert len(entered(var, title)) == 1


def due(var: Path) -> tuple[str, str]:
    """A town that owes the meeting of this quarter, and the quarter; not the one of the main job."""
    quarter = quarter_of(TODAY).code
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=30)) as database:
        row = database.execute(
            "SELECT t.code FROM accounts_town t JOIN accounts_user u ON u.username = 'liaison-' || t.code WHERE EXISTS "
            "(SELECT 1 FROM pairings_meeting m WHERE m.town_id = t.id AND m.quarter = ? AND m.state = 'draft') "
            "ORDER BY t.code DESC",
            [quarter],
        ).fetchone()
    return str(row[0]), quarter


def test_a_meeting_recorded_in_the_village_is_on_the_server_once(
    phone: Opens, line: Line, var: Path
) -> None:
    town, quarter = due(var)
    page, form = phone(f"liaison-{town}"), "/meetings/create/"
    open_kept(page, form)
    page.locator("[name=held_on]").fill(TODAY.isoformat())
    page.locator("[name=place]").fill("村党群服务中心")
    page.locator("[name=problems]").fill("灌溉渠漏水。")
    page.locator("label[for=id_all_present]").click()
    page.locator("[name=sheet]").set_input_files(
        {"name": "签到.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    line.cut()
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("当前没有网络")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(form)
    expect(page.locator(".draft-offer")).to_contain_text("未上传")
    page.locator(".draft-offer button.btn-primary").click()
    expect(page.locator("[name=problems]")).to_have_value("灌溉渠漏水。")
    line.restore()
    page.goto("/")
    arrives(page)
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=30)) as database:
        found = database.execute(
            "SELECT m.id FROM pairings_meeting m JOIN accounts_town t ON t.id = m.town_id WHERE t.code = ? "
            "AND m.quarter = ? AND m.state = 'held'",
            [town, quarter],
        ).fetchall()
    assert len(found) == 1
    page.goto(f"/meetings/{found[0][0]}/")
    expect(page.locator("main")).to_contain_text("签到.png")


def owed(var: Path) -> int:
    """An open action point in sight of the liaison."""
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=30)) as database:
        row = database.execute(
            "SELECT p.id FROM pairings_actionpoint p JOIN accounts_user u ON u.id = p.owner_id OR u.town_id = "
            "(SELECT town_id FROM pairings_meeting WHERE id = p.meeting_id) "
            "WHERE u.username = 'liaison' AND p.state = 'open' ORDER BY p.id"
        ).fetchone()
    return int(row[0])


def test_progress_told_without_a_connection_is_on_the_server_once_with_its_file(
    phone: Opens, line: Line, var: Path
) -> None:
    point, words = owed(var), "演示无网络进展"
    page, form = phone("liaison"), f"/meetings/points/{point}/progress/"
    open_kept(page, form)
    page.locator("[name=line]").fill(words)
    page.locator("[name=file]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    line.cut()
    send(page)
    expect(page.locator(".draft-offer")).to_contain_text("当前没有网络")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(form)
    page.locator(".draft-offer button.btn-primary").click()
    expect(page.locator("[name=line]")).to_have_value(words)
    assert page.locator("[name=file]").evaluate("field => field.files[0].name") == "现场.png"
    line.restore()
    page.goto("/")
    arrives(page)
    with closing(sqlite3.connect(var / "db.sqlite3", timeout=30)) as database:
        told = database.execute(
            "SELECT action_point_id FROM pairings_actionpointupdate WHERE line = ?", [words]
        ).fetchall()
        files = database.execute(
            "SELECT name FROM pairings_actionpointevidence WHERE action_point_id = ?", [point]
        )
        assert (told, [row[0] for row in files].count("现场.png")) == ([(point,)], 1)


def test_a_file_outlives_the_page_that_says_what_is_wrong(phone: Opens, var: Path) -> None:
    page = phone("liaison")
    page.goto(f"/meetings/points/{owed(var)}/progress/")
    page.locator("[name=file]").set_input_files(
        {"name": "照片.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    send(page)
    expect(page.locator("#id_line.is-invalid")).to_be_visible()
    expect(page.locator(".outbox-count")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[name=file]').files.length === 1")
    assert page.locator("[name=file]").evaluate("field => field.files[0].name") == "照片.png"
