"""The registration desk: from an ID number to a letter of appointment, with what it costs in typing and clicks."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Enter
from e2e.test_main_job import path_of, shows
from officers.models import Appointment, Publicity, Registration
from officers.tests.factories import id_number

pytestmark = pytest.mark.e2e

CANDIDATE = "演示人选乙"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Hand:
    """A hand at a page, counting fields typed and clicks made."""

    def __init__(self, page: Page) -> None:
        self.page, self.typed, self.clicks = page, 0, 0

    def fill(self, **values: str) -> None:
        """Type into fields; a choice is a click."""
        for name, value in values.items():
            field = self.page.locator(f'main [name="{name}"]').first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
                self.clicks += 1
            else:
                field.fill(value)
                self.typed += 1

    def click(self, selector: str) -> None:
        """Click what is there."""
        self.page.locator(selector).first.click()
        self.clicks += 1

    def spent(self) -> tuple[int, int]:
        """Return the effort so far and start counting again."""
        spent, self.typed, self.clicks = (self.typed, self.clicks), 0, 0
        return spent


def register(hand: Hand) -> str:
    """Fill the form and hand it in: the date of the will is filled in, sex and birthday come from the number."""
    hand.click('a[href="/officers/registrations/create/"]')
    hand.fill(name=CANDIDATE, id_number=id_number(4902), phone="13900000902", position="总经理")
    expect(hand.page.locator("#id-number-says")).to_contain_text("四川省乐山市井研县")
    choices = {"political_affiliation": "non_party", "education": "bachelor", "channel": "self"}
    for name, value in choices.items():
        hand.page.locator(f'main select[name="{name}"]').select_option(value)
    hand.typed += len(choices)
    hand.click("form.sheet button.btn-primary")
    hand.page.wait_for_url(re.compile(r"/officers/registrations/\d+/$"))
    hand.click('form[action$="/submit/"] button')
    shows(hand.page, Registration.State.SUBMITTED)
    return path_of(hand.page)


def review(hand: Hand, registration: str) -> None:
    """Another clerk finds all criteria met, puts a phrase into the opinion and passes; nothing is typed."""
    hand.page.goto(registration)
    hand.click("[data-review] [data-all]")
    hand.click("[data-review] .phrase")
    hand.click('form[action$="/pass/"] button.btn-success')
    shows(hand.page, Registration.State.REVIEWED)
    expect(hand.page.locator("main .conclusion-met")).to_have_count(3)


def publicise(hand: Hand) -> str:
    """Tick everybody who passed the review, draw up a notice over them and post it; nobody can close it yet."""
    hand.page.goto("/officers/registrations/?state=reviewed")
    hand.click(".bulk .tool-tick input")
    hand.click('.bulk button[formaction="/officers/publicities/choose/"]')
    hand.click("form.sheet button.btn-primary")
    hand.page.wait_for_url(re.compile(r"/officers/publicities/\d+/$"))
    hand.click('form[action$="/start/"] button')
    shows(hand.page, Publicity.State.RUNNING)
    expect(hand.page.locator('form[action$="/close/"]')).to_have_count(0)
    return path_of(hand.page)


def close_and_propose(hand: Hand, notice: str) -> None:
    """Close the notice after its last day and propose everybody whom it cleared."""
    hand.page.goto(notice)
    hand.click('form[action$="/close/"] button')
    shows(hand.page, Publicity.State.CLOSED)
    hand.page.goto("/officers/registrations/")
    hand.click('a[href="/officers/appointments/propose/"]')
    hand.click("form.sheet button.btn-primary")
    hand.page.wait_for_url(re.compile(r"/officers/appointments/$"))


def approve(hand: Hand) -> str:
    """The leader approves all that waits; returns the page of the candidate's term."""
    hand.page.goto("/officers/appointments/")
    hand.click('a[href="/officers/appointments/approve/"]')
    hand.click("form.sheet button.btn-primary")
    hand.page.wait_for_url(re.compile(r"/officers/appointments/$"))
    hand.page.get_by_role("link", name=CANDIDATE).first.click()
    shows(hand.page, Appointment.State.ACTIVE)
    expect(hand.page.locator("main dl.details").first).to_contain_text(f"井统发〔{TODAY.year}〕")
    return path_of(hand.page)


def letters_of_all(hand: Hand) -> None:
    """Tick the terms in office and have their letters made, as one archive."""
    hand.page.goto("/officers/appointments/?state=active")
    hand.click(".bulk .tool-tick input")
    hand.click('.bulk button[formaction="/officers/appointments/letters-chosen/"]')
    result = hand.page.locator("main a.btn-primary")
    result.wait_for(timeout=120_000)
    with hand.page.expect_download() as archive:
        hand.click("main a.btn-primary")
    assert archive.value.suggested_filename.endswith(".zip")


def test_from_an_id_number_to_a_letter(enter: Enter, days_pass: Callable[[], None]) -> None:
    staff, staff2, leader = Hand(enter("staff")), Hand(enter("staff2")), Hand(enter("leader"))

    staff.page.goto("/officers/registrations/")
    registration = register(staff)
    typed, clicks = staff.spent()
    assert typed <= 10, typed
    assert clicks <= 4, clicks

    review(staff2, registration)
    assert staff2.spent() == (0, 3)  # all criteria met, a phrase, pass
    staff.page.goto(registration)
    expect(staff.page.locator('form[action$="/recall/"]')).to_have_count(0)

    notice = publicise(staff)
    assert staff.spent() == (0, 4)
    days_pass()
    close_and_propose(staff, notice)
    assert staff.spent() == (0, 3)
    term = approve(leader)
    assert leader.spent() == (0, 2)
    letters_of_all(staff)
    assert staff.spent() == (0, 3)

    staff.page.goto(term)
    staff.click("details:has(form.paper-choice) summary")
    staff.click('form.paper-choice button[value="docx"]')
    result = staff.page.locator("main a.btn-primary")
    result.wait_for(timeout=60_000)
    with staff.page.expect_download() as letter:
        staff.click("main a.btn-primary")
    assert letter.value.suggested_filename.endswith(".docx")
    assert staff.spent() == (0, 3)
