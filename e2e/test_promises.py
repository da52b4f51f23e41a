"""From a need to a kept promise: raised on a phone, taken up in a plan, signed by three, delivered, verified, closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Enter
from e2e.test_main_job import TODAY, fill, hand_in, path_of, press, shows
from pairings.models import Plan, Promise
from villages.models import Demand

pytestmark = pytest.mark.e2e

NEED = "演示新建冷链分拣点"


def number_on(page: Page, board: str) -> int:
    """The first number of a board."""
    page.goto(board)
    return int(page.locator("main .numbers .number-text").first.inner_text())


def raise_need(liaison: Page, village: str) -> str:
    """The liaison raises a demand of the officer's village; returns its address."""
    liaison.goto(f"/villages/demands/create/?village={village}&source=visit")
    fill(liaison, category="1", title=NEED, amount="2个", raised_on=TODAY.isoformat())
    hand_in(liaison)
    liaison.wait_for_url(re.compile(r"/villages/demands/\d+/$"))
    shows(liaison, Demand.State.OPEN)
    return path_of(liaison)


def amend_with(officer: Page, plan: str) -> str:
    """The officer takes the demand up in the next version of the plan; returns that version's address."""
    officer.goto(f"{plan}amend/")
    fill(officer, reason="新增需求，补充措施。")
    hand_in(officer)
    officer.wait_for_url(re.compile(r"/pairings/plans/\d+/$"))
    for box in officer.locator('main input[name="demands"]').all():
        box.uncheck()
    officer.get_by_label(re.compile(NEED)).check()
    officer.locator('form[action$="/fill/"] button').click()
    expect(officer.locator("main")).to_contain_text(NEED)
    press(officer, "submit")
    shows(officer, Plan.State.SIGNING)
    return path_of(officer)


def sign(page: Page, plan: str, party: str, name: str = "") -> None:
    """Sign for one party."""
    page.goto(plan)
    form = page.locator(f'form[action$="/sign/"]:has(input[value="{party}"])')
    if name:
        form.locator("[name=name]").fill(name)
    form.locator("button").click()


def sign_by_three(officer: Page, liaison: Page, plan: str) -> None:
    """The officer on their own phone, and the liaison who acts for village and town."""
    sign(officer, plan, "officer")
    sign(liaison, plan, "village", "演示书记")
    sign(liaison, plan, "town")
    shows(liaison, Plan.State.SIGNED)


def deliver(officer: Page, plan: str) -> str:
    """The officer begins on the promise and reports it as delivered; returns its address."""
    officer.goto(plan)
    officer.get_by_role("link", name=NEED).first.click()
    officer.wait_for_url(re.compile(r"/pairings/promises/\d+/$"))
    promise = path_of(officer)
    press(officer, "start")
    officer.goto(f"{promise}deliver/")
    fill(officer, done="冷链分拣点已建成投用。", delivered_on=TODAY.isoformat())
    hand_in(officer)
    officer.wait_for_url(re.compile(rf"{promise}$"))
    shows(officer, Promise.State.DELIVERED)
    assert (
        officer.locator('form[action$="/verify/"]').count() == 0
    )  # nobody verifies their own promise
    return promise


def verify_and_close(liaison: Page, promise: str, demand: str) -> None:
    """Somebody else verifies; the proof of the demand stands there already."""
    liaison.goto(promise)
    press(liaison, "verify")
    shows(liaison, Promise.State.VERIFIED)
    liaison.locator('main a[href$="/meet/"]').click()
    expect(liaison.locator("main [name=proof]")).to_have_value(re.compile("冷链分拣点已建成投用"))
    hand_in(liaison)
    liaison.wait_for_url(re.compile(rf"{demand}$"))
    shows(liaison, Demand.State.MET)


def test_a_need_becomes_a_kept_promise(enter: Enter) -> None:
    liaison, officer, staff = (
        enter("liaison", phone=True),
        enter("officer", phone=True),
        enter("staff"),
    )
    waiting = number_on(staff, "/villages/demands/board/")
    officer.goto("/villages/")
    village = officer.locator("main tbody a").first.get_attribute("href") or ""
    demand = raise_need(liaison, village.strip("/").split("/")[-1])
    assert number_on(staff, "/villages/demands/board/") == waiting + 1
    officer.goto("/pairings/plans/?state=signing")
    first = officer.locator("main tbody a").first.get_attribute("href") or ""
    sign(officer, first, "officer")
    shows(officer, Plan.State.SIGNED)
    plan = amend_with(officer, first)
    sign_by_three(officer, liaison, plan)
    assert number_on(staff, "/villages/demands/board/") == waiting
    promise = deliver(officer, plan)
    verify_and_close(liaison, promise, demand)
    staff.goto("/pairings/promises/?state=verified&q=" + NEED)
    expect(staff.locator("main tbody")).to_contain_text(NEED)
    for page in (liaison, officer):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
