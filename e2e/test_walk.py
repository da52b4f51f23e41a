"""Every page that a user can reach by links, as every role, wide and narrow: whole, translated, accessible."""

from pathlib import Path

import pytest

from e2e.conftest import Enter
from e2e.walk import Walk, contact_sheet
from jingyan import demo

pytestmark = pytest.mark.walk

RESULTS = Path(__file__).resolve().parent.parent / "test-results"
CHINESE = [(username, phone, "zh-CN") for username in demo.USERS if username != "staff2" for phone in (False, True)]
ENGLISH = [("staff", False, "en"), ("liaison", True, "en"), ("admin", False, "en")]


@pytest.fixture(scope="session")
def shapes() -> set[str]:
    """What axe has looked at already: pages built of the same parts need no second look."""
    return set()


@pytest.mark.parametrize(("username", "phone", "language"), CHINESE + ENGLISH)
def test_every_page_within_reach_is_sound(
    enter: Enter, shapes: set[str], username: str, phone: bool, language: str
) -> None:
    name = f"{username}-{'390' if phone else '1280'}-{language[:2]}"
    shots = RESULTS / name
    shots.mkdir(parents=True, exist_ok=True)
    for old in shots.glob("*.jpg"):
        old.unlink()
    walk = Walk(
        enter(username, phone=phone, language=language),
        chinese=language == "zh-CN", shots=shots, shapes=shapes, limit=1000 if language == "zh-CN" else 25,
    )  # fmt: skip
    walk.run()
    (RESULTS / f"{name}.txt").write_text("\n".join(walk.faults), encoding="utf-8")
    contact_sheet(shots, RESULTS / f"{name}.png", columns=10 if phone else 5, width=195 if phone else 400)
    assert walk.faults == [], "\n".join(walk.faults)
