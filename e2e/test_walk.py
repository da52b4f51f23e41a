"""Every page that a user can reach by links, as every role, in both languages: whole, translated, accessible."""

from pathlib import Path

import pytest

from e2e.conftest import DESKTOP, PHONE, Enter
from e2e.walk import Walk, contact_sheet
from jingyan import demo

pytestmark = pytest.mark.walk

RESULTS = Path(__file__).resolve().parent.parent / "test-results"
# The second clerk sees what the first one sees.
USERNAMES = [username for username in demo.USERS if username != "staff2"]


@pytest.fixture(scope="session")
def kinds() -> set[str]:
    """The kinds of elements that axe has looked at already: pages built of the same need no second look."""
    return set()


# Both languages of a user on one worker, which knows by then what the pages are built of.
@pytest.mark.parametrize(
    "username", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in USERNAMES]
)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_within_reach_is_sound(
    enter: Enter, kinds: set[str], username: str, language: str
) -> None:
    chinese = language == "zh-CN"
    shots = RESULTS / username
    shots.mkdir(parents=True, exist_ok=True)
    for old in shots.glob("*.jpg") if chinese else []:
        old.unlink()
    # Only the role that sees everything opens every tab; the tabs of the others use the same parts.
    walk = Walk(
        enter(username, language=language),
        chinese,
        (DESKTOP, PHONE),
        shots,
        kinds,
        tabs=username == "staff",
    )
    walk.run()
    if chinese:
        contact_sheet(
            shots, RESULTS / f"{username}-1280.png", pattern="*-1280.jpg", columns=5, width=400
        )
        contact_sheet(
            shots, RESULTS / f"{username}-390.png", pattern="*-390.jpg", columns=10, width=195
        )
    print(f"{username}, {language}: {len(walk.met)} views walked")
    (RESULTS / f"{username}-{language}.txt").write_text("\n".join(walk.faults), encoding="utf-8")
    assert walk.faults == [], "\n".join(walk.faults)
