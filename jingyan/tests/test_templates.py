"""Templates compile, are used, obey the content policy and print translated words only."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = settings.BASE_DIR / "templates"
# Django and crispy look for these by name.
BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "bootstrap5/errors.html",
    "bootstrap5/layout/field_file.html",
}
# A paper is a file that leaves the system: always Chinese, and it carries its own look.
PAPERS = {"officers/publicity_notice.html", "reports/paper.html"}
FORBIDDEN = re.compile(
    r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
LONGEST_LINE = 160
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
CLASS = re.compile(r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}")
COMMENTS = re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL)
SPOKEN = re.compile(r'\s(?:title|alt|placeholder|aria-label|data-label)="([^"]*)"')
WORDS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
ENTITY = re.compile(r"&[a-z]+;")

TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
PAGES = [name for name in TEMPLATES if name not in PAPERS]


def raw_words(source):
    """Words that a reader would see without passing through the catalogue."""
    text = TAGS.sub(" ", TRANSLATED.sub(" ", CLASS.sub(" ", COMMENTS.sub(" ", source))))
    spoken = " ".join(SPOKEN.findall(text))
    visible = re.sub(r"<[^>]*>", " ", text)
    return WORDS.findall(ENTITY.sub(" ", f"{visible} {spoken}"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_no_line_over_160_characters(name):
    lines = (ROOT / name).read_text().splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("name", PAGES)
def test_template_has_nothing_inline(name):
    assert FORBIDDEN.findall((ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", PAGES)
def test_template_prints_translated_words_only(name):
    assert raw_words((ROOT / name).read_text()) == []


def test_the_word_finder_finds():
    assert raw_words('<p>Hello</p><a aria-label="你">{% translate "Yes" %}{{ name }}</a>') == [
        "Hello",
        "你",
    ]
    assert raw_words("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}—：") == []


def test_every_template_is_used():
    code = [
        path for app in settings.BASE_DIR.glob("*/__init__.py") for path in app.parent.rglob("*.py")
    ]
    sources = [*code, *ROOT.rglob("*.html")]
    text = "\n".join(path.read_text() for path in sources if "tests" not in path.parts)
    unused = [
        name
        for name in TEMPLATES
        if name not in BY_NAME and f'"{name}"' not in text and f"'{name}'" not in text
    ]
    assert unused == []


def test_every_style_and_script_is_used():
    static = settings.BASE_DIR / "static"
    files = [
        str(path.relative_to(static))
        for path in static.rglob("*")
        if path.suffix in {".css", ".js"}
    ]
    text = "\n".join(path.read_text() for path in ROOT.rglob("*.html")) + _registered()
    assert [name for name in files if f"'{name}'" not in text and f'"{name}"' not in text] == []


def _registered():
    """A service worker is served from the root, so it is named by code."""
    return "\n".join(path.read_text() for path in Path(settings.BASE_DIR).glob("*/views*.py"))
