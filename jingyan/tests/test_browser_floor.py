"""Government desktops run Chromium 87: no style, page or script uses what came later. Number: the Chromium it came with."""

import re

import pytest
from django.conf import settings

FLOOR = 87
ROOT = settings.BASE_DIR
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)

CSS = {
    r":has\(": 105,
    r":is\(|:where\(": 88,
    r":not\([^()]*,": 88,
    r":user-(in)?valid|:modal\b|:popover-open|:state\(": 105,
    r":nth-(last-)?child\([^)]*\bof\b": 111,
    r"color-mix\(|\boklch\(|\boklab\(|\blch\(|\blab\(|\bcolor\(|\bhwb\(": 101,
    r"light-dark\(": 123,
    r"@container\b|\bcontainer(-type|-name)?\s*:|\d(cqw|cqh|cqi|cqb|cqmin|cqmax)\b": 105,
    r"@layer\b": 99,
    r"@scope\b|@starting-style\b|@view-transition\b|@font-palette-values\b": 101,
    r"@media[^{]*[<>]=?": 104,
    r"^\s*&|(?<=[;{}])\s*&": 112,
    r"\baspect-ratio\s*:": 88,
    r"\baccent-color\s*:": 93,
    r"\d(dvh|svh|lvh|dvw|svw|lvw|dvi|svi|dvb|svb)\b": 108,
    r"\d(lh|rlh|cap|rcap|ric|rex|rch)\b": 109,
    r"\bsubgrid\b|\bmasonry\b": 117,
    r"\btext-wrap(-style|-mode)?\s*:|\bwhite-space-collapse\s*:": 114,
    r"(^|[;{\s])(translate|rotate|scale)\s*:": 104,
    r"\boverflow(-[xy])?\s*:[^;]*\bclip\b": 90,
    r"\bscrollbar-(gutter|width|color)\s*:": 94,
    r"\bfield-sizing\s*:|\binterpolate-size\s*:|\banchor-name\s*:": 123,
    r"(?<![-\w])(round|mod|rem|sin|cos|tan|sqrt|pow|hypot|abs|sign)\(": 111,
    r"(?<![-\w])mask(-image|-size|-position|-repeat)?\s*:|(?<![-\w])image-set\(": 113,
}
SCRIPT = {
    r"\.at\(": 92,
    r"\bstructuredClone\(": 98,
    r"\.findLast(Index)?\(": 97,
    r"\.(toSorted|toReversed|toSpliced)\(|\.with\(": 110,
    r"\bstatic\s*\{": 94,
    r"\bObject\.(hasOwn|groupBy)\(|\bMap\.groupBy\(": 93,
    r"\bPromise\.(withResolvers|try)\(|\bArray\.fromAsync\(": 119,
    r"#\w+\s+in\s": 91,
    r"^await\b|^(const|let)\s+[^=\n]+=\s*await\b": 89,
    r"\bcrypto\.randomUUID\(": 92,
    r"\bAbortSignal\.(timeout|any)\(": 103,
    r"\.(showPicker|showPopover|togglePopover|hidePopover)\(": 99,
    r"\bURL\.canParse\(|\bstartViewTransition\(|\breportError\(|\bscheduler\.": 94,
    r"\{\s*cause\s*:": 93,
    r"\.(isSubsetOf|symmetricDifference|isSupersetOf|isDisjointFrom)\(": 122,
    r"[^\s/]/[gimsuy]*[dv][gimsuy]*[.,;)]": 90,
    r"\bimport\b[^;\n]*\b(assert|with)\s*\{": 91,
    r":has\(|:is\(|:where\(": 88,
}
PAGE = {
    r"<search\b": 118,
    r"<[a-z][^>]*\s(popover|popovertarget|inert)\b": 102,
    r"<details[^>]*\sname=": 120,
    r"<selectlist\b|<selectedcontent\b": 135,
    r"<script[^>]*type=\"importmap\"": 89,
}


def newer(source, table):
    """What in `source` an old browser doesn't know."""
    assert min(table.values()) > FLOOR
    found = ((re.search(pattern, source, re.MULTILINE), since) for pattern, since in table.items())
    return [f"{hit[0].strip()} (Chromium {since})" for hit, since in found if hit]


def nested(source):
    """Rules within rules, the groups by @media and the like apart: nesting came with 112."""
    found: list[str] = []
    open_blocks: list[str] = []
    start = 0
    for at, sign in enumerate(source):
        if sign == "{":
            head = source[start:at].strip()
            if not head.startswith("@") and any(not block.startswith("@") for block in open_blocks):
                found.append(f"{head} in {open_blocks[-1]} (Chromium 112)")
            open_blocks.append(head)
        elif sign == "}" and open_blocks:
            open_blocks.pop()
        if sign in "{};":
            start = at + 1
    return found


def files(folder, ending):
    """Our own files; what comes from a package chooses its own floor."""
    return sorted((ROOT / folder).rglob(f"*.{ending}"))


@pytest.mark.parametrize("path", files("static/css", "css"), ids=lambda path: path.name)
def test_a_style_is_understood_by_the_oldest_browser(path):
    source = COMMENT.sub("", path.read_text())
    assert newer(source, CSS) + nested(source) == []


@pytest.mark.parametrize(
    "path", [*files("static", "js"), *files("jingyan/root", "js")], ids=lambda path: path.name
)
def test_a_script_is_understood_by_the_oldest_browser(path):
    assert newer(SCRIPT_COMMENT.sub("", path.read_text()), SCRIPT) == []


def test_the_pages_are_understood_by_the_oldest_browser():
    found = {path.name: newer(path.read_text(), PAGE) for path in files("templates", "html")}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "source",
    [
        "a:has(b) {}",
        ":is(a, b) c {}",
        ":where(a) {}",
        "a:not(b, c) {}",
        "a { color: color-mix(in srgb, red, blue) }",
        "a { color: light-dark(#000, #fff) }",
        "@container (width > 1px) {}",
        "a { container-type: size }",
        "a { color: oklch(1 0 0) }",
        "@layer x {}",
        "@media (width >= 600px) {}",
        "a { & b { top: 0 } }",
        "a { aspect-ratio: 1 }",
        "a { accent-color: red }",
        "a { height: 100dvh }",
        "a { height: 50svh }",
        "a { grid-template-rows: subgrid }",
        "a { text-wrap: balance }",
        "a { rotate: 5deg }",
        "a { overflow: clip }",
        "a { scrollbar-gutter: stable }",
        "a { width: round(1px, 2px) }",
        "a:nth-child(2 of .b) {}",
        "@scope (a) {}",
        "a { field-sizing: content }",
        "a { width: 10cqw }",
    ],
)
def test_the_check_of_styles_catches(source):
    assert newer(source, CSS)


@pytest.mark.parametrize("source", ["a { b { top: 0 } }", "@media print { a { .b { top: 0 } } }"])
def test_the_check_of_nesting_catches(source):
    assert nested(source)


@pytest.mark.parametrize(
    "source",
    [
        "x.at(-1)",
        "structuredClone(x)",
        "x.findLast(f)",
        "x.toSorted()",
        "x.with(0, 1)",
        "class A { static { f() } }",
        "Object.hasOwn(x, 'y')",
        "Promise.withResolvers()",
        "#x in y",
        "const a = await f()",
        "crypto.randomUUID()",
        "AbortSignal.timeout(1)",
        "x.showPicker()",
        "new Error('a', { cause: e })",
        "URL.canParse('x')",
        "document.querySelector('a:has(b)')",
        "a.match(/b/v);",
        "import x from 'y' with { type: 'json' }",
    ],
)
def test_the_check_of_scripts_catches(source):
    assert newer(source, SCRIPT)


@pytest.mark.parametrize(
    "source", ["<search>", "<div popover>", '<details class="a" name="b">', "<div inert>"]
)
def test_the_check_of_pages_catches(source):
    assert newer(source, PAGE)


def test_what_the_oldest_browser_knows_passes():
    css = "@media (min-width: 1px) { a:focus-visible > b:not(.c) { gap: 1px; inset: 0; width: min(1px, 2vw) } }"
    script = "x ??= y; x ||= z; x?.y; x.replaceAll('a', 'b'); class A { #b() {} }"
    assert newer(css, CSS) + nested(css) + newer(script, SCRIPT) == []
