"""How official documents write numerals and dates, and read what was written in lines."""

from datetime import date

NUMERALS = "一二三四五六七八九十"
# Printed where there is no value.
DASH = "—"


def chinese_date(on: date | None) -> str:
    """2022年1月5日: Arabic numerals without leading zeros; nothing for no date."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def chinese_period(start: date, end: date) -> str:
    """2022年1月1日至6月30日: the year once, where it is the same."""
    return f"{chinese_date(start)}至{chinese_date(end).removeprefix(f'{start.year}年')}"


def lines_of(text: str) -> list[str]:
    """The lines that aren't blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]
