"""How official documents write dates, and read what was written in lines."""

from datetime import date


def day(on: date | None) -> str:
    """2022年1月5日: Arabic numerals without leading zeros; nothing for no date."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def span(start: date, end: date) -> str:
    """2022年1月1日至6月30日: the year once, where it is the same."""
    return f"{day(start)}至{day(end).removeprefix(f'{start.year}年')}"


def lines_of(text: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
