"""Pairing from scratch: suggestions confirmed, one overridden with a reason, approved; an officer withdraws, the gap is
filled with the least disturbance, and both agreement and hand-over stand on file."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Enter
from e2e.test_main_job import path_of, press, shows
from pairings.models import Pairing

pytestmark = pytest.mark.e2e

MATRIX = "/pairings/matrix/"
CHOICES = 'main select[name^="officer-"]'


def confirm_all_but_one(staff: Page) -> str:
    """Propose every suggestion but the last; returns the name of the select that is left."""
    staff.goto(MATRIX)
    choices = staff.locator(CHOICES)
    waiting = choices.count()
    assert waiting >= 2
    left = choices.last.get_attribute("name") or ""
    choices.last.select_option("")
    staff.locator("main .sheet-buttons button").click()
    expect(staff.locator(CHOICES)).to_have_count(1)
    expect(staff.locator(f'main select[name="{left}"]')).to_be_visible()
    return left


def override(staff: Page, left: str) -> None:
    """Another officer than the suggested one needs a reason; what was chosen stays while it is asked for."""
    field = staff.locator(f'main select[name="{left}"]')
    suggested = field.input_value()
    others = field.locator(f'option:not([value=""]):not([value="{suggested}"])')
    chosen = others.first.get_attribute("value") or ""
    row = staff.locator(f'main tr:has(select[name="{left}"])')
    field.select_option(chosen)
    row.locator("button[name=village]").click()
    expect(staff.locator("main .faults")).to_be_visible()
    expect(field).to_have_value(chosen)
    staff.locator(f'main [name="{left.replace("officer-", "reason-")}"]').fill(
        "村民代表会议点名，产业方向一致。"
    )
    row.locator("button[name=village]").click()
    expect(staff.locator(CHOICES)).to_have_count(0)


def approve_all(leader: Page) -> list[str]:
    """The leader approves whatever is proposed; returns the addresses of the pairs."""
    made: list[str] = []
    while True:
        leader.goto("/pairings/?state=proposed")
        link = leader.locator("main tbody a").first
        if not link.count():
            return made
        link.click()
        leader.wait_for_url(re.compile(r"/pairings/\d+/"))
        made.append(path_of(leader))
        press(leader, "approve")
        shows(leader, Pairing.State.ACTIVE)


def detail_of(page: Page, label: str) -> str:
    """What a record's details say under a label."""
    return (
        page.locator("main dl.details .detail", has=page.get_by_text(label, exact=True))
        .first.locator("dd")
        .inner_text()
    )


def suggestion_without(phone: Page, officer: str) -> tuple[str, str]:
    """What follows if this officer withdraws, seen on a phone: the village that changes, and who is suggested there."""
    phone.goto(MATRIX)
    names = phone.locator('main select[name="without"]')
    names.select_option(names.locator("option", has_text=officer).first.get_attribute("value"))
    names.locator("xpath=ancestor::form").locator("button").click()
    expect(phone.locator("main .note-warning[role=status]")).to_contain_text("0")
    row = phone.locator(f"main tr:has({CHOICES.removeprefix('main ')})").first
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    return row.locator("th a").first.inner_text(), row.locator(
        'td a[href^="/officers/"]'
    ).first.inner_text()


def withdraw(staff: Page, officer: str) -> None:
    """The officer resigns: the pairing ends with the term."""
    staff.goto(f"/officers/appointments/?state=active&q={officer}")
    staff.locator("main tbody a").first.click()
    staff.wait_for_url(re.compile(r"/officers/appointments/\d+/"))
    press(staff, "resign", "企业外迁，本人申请辞聘。")
    expect(staff.locator("main")).not_to_contain_text("403")


def take_agreement(staff: Page, pairing: str) -> str:
    """The agreement as a Word file: asked for on the record, made by the worker; returns the name of the file."""
    staff.goto(pairing)
    staff.locator("details.move:has(form.paper-choice) summary").click()
    staff.locator('form[action*="/agreement/"] button[value=docx]').click()
    staff.wait_for_url(re.compile(r"/system/jobs/\d+/$"))
    result = staff.locator('main a[href*="/papers/"]').first
    result.wait_for(timeout=60_000)
    with staff.expect_download() as download:
        result.click()
    return download.value.suggested_filename


def test_the_county_is_paired_from_scratch_and_a_withdrawal_moves_nobody_else(enter: Enter) -> None:
    staff, leader, phone = enter("staff"), enter("leader"), enter("staff2", phone=True)
    left = confirm_all_but_one(staff)
    override(staff, left)
    made = approve_all(leader)
    assert len(made) >= 3

    leader.goto(made[0])
    officer, village = detail_of(leader, "特聘村官"), detail_of(leader, "村")
    place, suggested = suggestion_without(phone, officer)
    assert village in place
    withdraw(staff, officer)
    staff.goto(MATRIX)
    expect(staff.locator(CHOICES)).to_have_count(1)
    row = staff.locator("main tr:has(select)")
    expect(row.locator('td a[href^="/officers/"]').first).to_have_text(suggested)
    row.locator("button[name=village]").click()
    expect(staff.locator(CHOICES)).to_have_count(0)
    repaired = approve_all(leader)
    assert len(repaired) == 1
    for pairing in made[1:]:
        leader.goto(pairing)
        shows(leader, Pairing.State.ACTIVE)
    assert "结对共建协议" in take_agreement(staff, repaired[0])
    staff.goto("/pairings/hand-overs/")
    expect(staff.locator("main tbody")).to_contain_text(officer)
