"""The main job, from a private entrepreneur's willingness to a figure in a report, as the five roles, by hand."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db.models import TextChoices
from django.utils import translation
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.conftest import Enter
from evaluations.models import Evaluation
from officers.models import Appointment, Registration
from officers.tests.factories import id_number
from pairings.models import Contribution, Meeting, Pairing
from reports.models import Issue

pytestmark = pytest.mark.e2e

CANDIDATE = "演示人选甲"
WORK = "演示直播带货培训"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
QUARTER = f"{TODAY.year}Q{(TODAY.month + 2) // 3}"


def press(page: Page, move: str, reason: str = "") -> None:
    """Make a move by its button, opening the step before it where there is one."""
    form = page.locator(f'form[action$="/{move}/"]').first
    step = page.locator(f'details.move:has(form[action$="/{move}/"])')
    if step.count():
        step.locator("summary").click()
    if reason:
        form.locator("[name=reason]").fill(reason)
    form.locator("button:not([formaction])").first.click()


def fill(page: Page, **values: str) -> None:
    """Type into the fields of the page's form, or choose by value."""
    for name, value in values.items():
        field = page.locator(f'main [name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def shows(page: Page, state: TextChoices) -> None:
    """The record's details show this state."""
    with translation.override("zh-hans"):
        expect(
            page.locator("main dl.details").filter(has_text=str(state.label)).first
        ).to_be_visible()


def choose(page: Page, name: str, text: str) -> None:
    """Choose the option that holds `text`."""
    field = page.locator(f'main select[name="{name}"]')
    field.select_option(field.locator("option", has_text=text).first.get_attribute("value"))


def hand_in(page: Page) -> None:
    """Send the page's form."""
    page.locator("form.sheet button.btn-primary").click()


def path_of(page: Page) -> str:
    """The address of the page, without the host and conditions."""
    return re.sub(r"^https?://[^/]+|\?.*$", "", page.url)


def register(staff: Page) -> str:
    """Staff registers a candidate; returns the address of the registration."""
    staff.goto("/officers/registrations/create/")
    fill(
        staff,
        name=CANDIDATE,
        id_number=id_number(4901),
        phone="13900000901",
        political_affiliation="non_party",
        education="bachelor",
        position="总经理",
        credit_code="",
        channel="self",
        willing_on=TODAY.isoformat(),
    )
    hand_in(staff)
    staff.wait_for_url(re.compile(r"/officers/registrations/\d+/$"))
    press(staff, "submit")
    shows(staff, Registration.State.SUBMITTED)
    assert (
        staff.locator('form[action$="/pass-review/"]').count() == 0
    )  # nobody reviews what they submitted
    return path_of(staff)


def appoint(
    staff: Page, staff2: Page, leader: Page, registration: str, days_pass: Callable[[], None]
) -> None:
    """Another clerk reviews, staff publicises and proposes, the leader approves."""
    staff2.goto(registration)
    staff2.locator("[data-review] [data-all]").click()
    staff2.locator(
        'form[action$="/pass/"] button.btn-success, form[action*="review"] button.btn-success'
    ).first.click()
    staff.goto("/officers/publicities/create/")
    hand_in(staff)
    staff.wait_for_url(re.compile(r"/officers/publicities/\d+/$"))
    press(staff, "start")
    days_pass()
    staff.reload()
    press(staff, "close")
    staff.goto(registration)
    shows(staff, Registration.State.CLEARED)
    fill(staff, starts_on=TODAY.isoformat())
    press(staff, "propose")
    leader.goto("/officers/appointments/?state=proposed")
    leader.get_by_role("link", name=CANDIDATE).first.click()
    press(leader, "approve")
    shows(leader, Appointment.State.ACTIVE)


def pair(staff: Page, leader: Page) -> str:
    """Take a new village into the programme and pair it; returns the village's name."""
    staff.goto("/villages/?in_programme=false&kind=village")
    staff.locator("main tbody a").first.click()
    village = staff.locator("h1").inner_text()
    pk = path_of(staff).strip("/").split("/")[-1]
    staff.goto(f"/villages/{pk}/change/")
    staff.locator("[name=in_programme]").check()
    hand_in(staff)
    staff.goto("/pairings/create/")
    staff.locator("[name=village]").select_option(pk)
    choose(staff, "officer", CANDIDATE)
    fill(staff, starts_on=TODAY.isoformat(), reason="产业对口，企业与村同镇。")
    hand_in(staff)
    staff.wait_for_url(re.compile(r"/pairings/\d+/$"))
    leader.goto(path_of(staff))
    press(leader, "approve")
    shows(leader, Pairing.State.ACTIVE)
    return village


def photo() -> dict[str, object]:
    """A picture as a phone would take it."""
    content = BytesIO()
    Image.new("RGB", (640, 480), "#86a873").save(content, "JPEG")
    return {"name": "培训现场.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def meet(liaison: Page) -> None:
    """The liaison records the quarter's meeting of their own town on a phone; everyone attended."""
    liaison.goto(f"/meetings/create/?quarter={QUARTER}")
    fill(
        liaison,
        held_on=TODAY.isoformat(),
        place="镇政府三楼会议室",
        problems="柑橘采后分拣设备不足。",
        agreed="本月内完成选址。",
    )
    liaison.locator("label[for=id_all_present]").click()
    hand_in(liaison)
    liaison.wait_for_url(re.compile(r"/meetings/\d+/$"))
    shows(liaison, Meeting.State.HELD)


def contribute(officer: Page, liaison: Page, staff: Page) -> None:
    """The officer reports with a photo, the town verifies, the county confirms."""
    officer.goto("/pairings/contributions/create/")
    fill(
        officer,
        carrier="intellect",
        title=WORK,
        happened_on=TODAY.isoformat(),
        metric_1="talents_trained",
        amount_1="23",
    )
    officer.locator("[name=evidence]").set_input_files(photo())
    hand_in(officer)
    officer.wait_for_url(re.compile(r"/pairings/contributions/\d+/$"))
    for page, move, state in (
        (liaison, "verify", Contribution.State.TOWN_VERIFIED),
        (staff, "confirm", Contribution.State.COUNTY_CONFIRMED),
    ):
        page.goto(path_of(officer))
        press(page, move)
        shows(page, state)


def evaluate(staff: Page, staff2: Page, leader: Page) -> None:
    """A term-end round: staff scores, another clerk reviews, the leader approves the grade."""
    staff.goto("/evaluations/rounds/create/")
    fill(
        staff,
        name=f"期满评价{TODAY:%m%d}",
        starts_on=f"{TODAY.year}-01-01",
        ends_on=TODAY.isoformat(),
    )
    hand_in(staff)
    staff.wait_for_url(re.compile(r"/evaluations/rounds/\d+/$"))
    staff.get_by_role("link", name=re.compile(CANDIDATE)).first.click()
    evaluation = path_of(staff)
    staff.goto(f"{evaluation}change/")
    for field in staff.locator('main input[name^="points_"][type=number]').all():
        full = float(field.get_attribute("max") or 0)
        field.fill(str(round(full * 0.8)))
    staff.locator("button[name=hand_in]").click()
    for page, move, state in (
        (staff2, "review", Evaluation.State.REVIEWED),
        (leader, "approve", Evaluation.State.APPROVED),
    ):
        page.goto(evaluation)
        press(page, move)
        shows(page, state)
    shows(leader, Evaluation.Grade.GOOD)


def report(staff: Page, leader: Page) -> None:
    """The worker computes the quarter's report; the leader opens a number and finds the officer's work behind it."""
    staff.goto("/reports/issues/create/")
    fill(staff, period=QUARTER, place="county")
    hand_in(staff)
    staff.wait_for_url(re.compile(r"/system/jobs/\d+/$"))
    result = staff.locator('main a[href*="/reports/issues/"]')
    result.wait_for(timeout=60_000)
    result.first.click()
    leader.goto(path_of(staff))
    leader.get_by_role("row", name=re.compile("土专家")).get_by_role("link").first.click()
    expect(leader.locator("main")).to_contain_text(WORK)
    leader.goto(path_of(staff))
    press(leader, "approve")
    shows(leader, Issue.State.APPROVED)
    staff.goto(path_of(staff))
    press(staff, "publish")
    shows(staff, Issue.State.ISSUED)


def test_the_main_job_as_the_five_roles(enter: Enter, days_pass: Callable[[], None]) -> None:
    staff, staff2, leader = enter("staff"), enter("staff2"), enter("leader")
    liaison, officer = enter("liaison", phone=True), enter("officer", phone=True)
    registration = register(staff)
    appoint(staff, staff2, leader, registration, days_pass)
    pair(staff, leader)
    meet(liaison)
    contribute(officer, liaison, staff)
    evaluate(staff, staff2, leader)
    report(staff, leader)
    leader.goto("/reports/")
    expect(leader.locator('a.number[href="/pairings/?state=active"]')).to_contain_text("39")
