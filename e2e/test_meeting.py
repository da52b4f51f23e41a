"""A quarterly meeting on a phone: few taps, few words, everything a finger wide; its action point goes on in the ledger."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Enter
from e2e.test_main_job import QUARTER, path_of

pytestmark = pytest.mark.e2e
FINGER = 44


@dataclass
class Hand:
    """What somebody does on a phone, counted: each tap, and each field that is typed into."""

    page: Page
    taps: int = 0
    typed: int = 0

    def tap(self, place: Locator) -> None:
        """Touch something."""
        place.click()
        self.taps += 1

    def type(self, name: str, words: str) -> None:
        """Touch a field and write."""
        self.tap(self.page.locator(f'main [name="{name}"]'))
        self.page.keyboard.insert_text(words)
        self.typed += 1

    def choose(self, name: str, number: int) -> None:
        """Open a select and take an option: two touches."""
        self.page.locator(f'main select[name="{name}"]').select_option(index=number)
        self.taps += 2


def someone_who_owes(var: Path) -> str:
    """The liaison of a town that has planned this quarter's meeting, other than the one of the main job."""
    with sqlite3.connect(var / "db.sqlite3", timeout=30) as database:
        found = database.execute(
            "SELECT 'liaison-' || town.code FROM pairings_meeting met JOIN accounts_town town ON town.id = met.town_id "
            "WHERE met.quarter = ? AND met.state IN ('draft', 'open') AND town.id <> "
            "(SELECT town_id FROM accounts_user WHERE username = 'liaison') ORDER BY town.code",
            [QUARTER],
        ).fetchone()
    return str(found[0])


def too_small(page: Page) -> list[str]:
    """What one touches in the page's form and cannot hit."""
    found: list[str] = page.locator("form.sheet").evaluate(
        """(form, finger) => [...form.querySelectorAll(
            "button, a.btn, label.btn, summary, select, textarea, input:not([type=hidden]):not(.btn-check):not([type=checkbox])"
        )].filter((one) => one.offsetHeight && one.offsetHeight < finger).map((one) => one.outerHTML.slice(0, 90))""",
        FINGER,
    )
    return found


def test_a_meeting_takes_few_taps_and_few_words(enter: Enter, var: Path) -> None:
    page = enter(someone_who_owes(var), phone=True)
    hand = Hand(page)
    hand.tap(page.locator('nav a[href="/meetings/"]:visible').first)
    hand.tap(page.locator('main a[href="/meetings/create/"]'))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert too_small(page) == []
    for row in page.locator(".agenda-row .pick").all():
        hand.tap(row.locator("label").nth(1))
    hand.tap(page.locator("label[for=id_all_present]"))
    hand.type("problems", "演示产业路未贯通。")
    hand.type("measures", "会同交通部门勘察。")
    hand.type("agreed", "一个月内报送勘察意见。")
    hand.type("new_1_title", "演示报送勘察意见")
    hand.choose("new_1_owner", 1)
    hand.tap(page.locator("form.sheet button.btn-primary"))
    page.wait_for_url(re.compile(r"/meetings/\d+/$"))
    assert (hand.typed <= 5, hand.taps <= 20) == (True, True), hand
    expect(page.locator("main")).to_contain_text("演示报送勘察意见")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    texts = page.locator("main details:has(textarea.told-text)")
    expect(texts.locator("summary")).to_contain_text(["纪要", "督办事项", "存在问题"])
    for text in texts.all():
        text.locator("summary").click()
        expect(text.locator("textarea")).to_be_visible()
    meeting = path_of(page)
    progress(page)
    page.goto(meeting)
    demand(page)


def progress(page: Page) -> None:
    """The owner says in one line how it goes on: one typed field, four taps."""
    page.get_by_role("link", name="演示报送勘察意见").first.click()
    hand = Hand(page)
    hand.tap(page.locator('main a[href$="/progress/"]'))
    assert too_small(page) == []
    hand.type("line", "已完成现场勘察")
    hand.tap(page.locator("form.sheet button.btn-primary"))
    page.wait_for_url(re.compile(r"/meetings/points/\d+/$"))
    assert (hand.typed, hand.taps <= 4) == (1, True), hand
    expect(page.locator("main")).to_contain_text("已完成现场勘察")


def demand(page: Page) -> None:
    """The problem that was named goes to the ledger: by one tap and back by another, or by its form where that is open."""
    tap = page.locator('main form[action$="/demand/at-once/"] button')
    undo = page.locator('main form[action$="/demand/undo/"] button')
    tap.click()
    expect(undo.or_(page.locator("form.sheet [name=title]"))).to_be_visible()
    if undo.count():
        undo.click()
        tap.click()
    else:
        # The town has several villages, and the problem names none of them.
        expect(page.locator("[name=title]")).to_have_value("演示产业路未贯通")
        page.locator('main select[name="village"]').select_option(index=1)
        page.locator("form.sheet button.btn-primary").click()
    expect(page.locator('main a[href^="/villages/demands/"]').first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
