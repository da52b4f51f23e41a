"""Enterprises come in from a filled template: first with faults, then corrected, previewed and confirmed."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Enter
from officers.tests.factories import credit_code

pytestmark = pytest.mark.e2e

CODE = credit_code(7_654_321)
NAME = "演示导入农业有限公司"


def download(page: Page, link: str, path: Path) -> Path:
    """Save what a link of the page leads to."""
    with page.expect_download() as found:
        page.locator(f'a[href$="/{link}/"]').first.click()
    found.value.save_as(path)
    return path


def fill_in(path: Path, **cells: str) -> Path:
    """Write cells of the first sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)
    return path


def upload(page: Page, path: Path) -> None:
    """Choose a file and have it checked."""
    page.locator("[name=file]").set_input_files(path)
    page.locator("form.sheet button.btn-primary").click()


def test_a_filled_template_is_mended_and_imported(enter: Enter, tmp_path: Path) -> None:
    staff = enter("staff")
    staff.goto("/officers/enterprises/")
    staff.get_by_role("link", name="导入", exact=True).last.click()
    template = download(staff, "template", tmp_path / "template.xlsx")
    assert openpyxl.load_workbook(template).worksheets[0]["A1"].value == "统一社会信用代码*"

    upload(staff, fill_in(template, A2=CODE, B2=NAME, C2="种植业", A3="91511124", D3="999999999"))
    faults = staff.locator("main tbody tr")
    expect(faults).to_have_count(2)
    expect(faults.first).to_contain_text("91511124")
    back = download(staff, "faults", tmp_path / "faults.xlsx")
    assert "统一社会信用代码" in openpyxl.load_workbook(back).worksheets[0]["F3"].value
    staff.goto(f"/officers/enterprises/?q={NAME}")
    expect(staff.locator("main tbody tr")).to_have_count(0)

    staff.goto("/system/imports/enterprises/")
    upload(staff, fill_in(back, A3="", D3=""))
    expect(staff.locator("main tbody")).to_contain_text(NAME)
    staff.locator('form[action$="/confirm/"] button').click()
    expect(staff.locator(".note-success")).to_be_visible()
    staff.goto(f"/officers/enterprises/?q={NAME}")
    expect(staff.locator("main tbody tr")).to_have_count(1)


def test_a_filled_ledger_of_figures_and_demands_comes_in_on_the_page(
    enter: Enter, tmp_path: Path
) -> None:
    liaison = enter("liaison")
    liaison.goto("/villages/")
    liaison.locator("main tbody a").first.click()
    village = next(
        word
        for word in liaison.locator("main .details").first.inner_text().split()
        if len(word) == 12
    )
    need = "演示新建村级晾晒场"
    for register, cells in (
        ("village_years", {"A2": village, "B2": "2019", "C2": "412", "E2": "3", "F2": "16.8万"}),
        (
            "demands",
            {
                "A2": village,
                "B2": "基础设施",
                "C2": need,
                "D2": "2022年3月1日",
                "E2": "2000余平方米",
            },
        ),
    ):
        page = liaison if register == "demands" else enter("staff")
        page.goto(f"/system/imports/{register}/")
        upload(page, fill_in(download(page, "template", tmp_path / f"{register}.xlsx"), **cells))
        page.locator('form[action$="/confirm/"] button').click()
        expect(page.locator(".note-success")).to_be_visible()
    liaison.goto(f"/villages/demands/?q={need}")
    expect(liaison.locator("main tbody tr")).to_have_count(1)
    expect(liaison.locator("main tbody")).to_contain_text("2000余平方米")
    liaison.goto(f"/villages/years/?q={village}&year=2019")
    expect(liaison.locator("main tbody")).to_contain_text("16.8万")


def test_an_old_value_stands_beside_the_new_one_on_a_phone(enter: Enter, tmp_path: Path) -> None:
    staff = enter("staff", phone=True)
    staff.goto("/villages/?in_programme=true")
    staff.locator("main tbody a").first.click()
    name = staff.locator("h1").inner_text()
    path = tmp_path / "村.csv"
    code = staff.locator("main .details").inner_text()
    village = next(word for word in code.split() if len(word) == 12 and word.isdigit())
    path.write_bytes(f"村代码,主导产业\n{village},演示{name}柑橘\n".encode("gbk"))
    staff.goto("/system/imports/villages/")
    upload(staff, path)
    expect(staff.locator("main tbody ins")).to_have_text(f"演示{name}柑橘")
    assert staff.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_long_file_is_checked_by_the_worker_while_the_page_waits(
    enter: Enter, tmp_path: Path
) -> None:
    staff = enter("staff")
    path = tmp_path / "企业.csv"
    rows = [f"{credit_code(8_000_000 + n)},演示长表{n}公司" for n in range(600)]
    path.write_text("\n".join(["统一社会信用代码,名称", *rows]), encoding="utf-8")
    staff.goto("/system/imports/enterprises/")
    upload(staff, path)
    staff.wait_for_url(re.compile(r"/system/jobs/\d+/$"))
    result = staff.locator('main a[href*="/system/imports/enterprises/"]')
    result.wait_for(timeout=60_000)
    result.click()
    expect(staff.locator("main .details")).to_contain_text("600")
    expect(staff.locator("main tbody tr")).to_have_count(20)
