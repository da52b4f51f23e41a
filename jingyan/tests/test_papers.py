"""Papers: laid out after GB/T 9704-2012 to the twip, saying the same as DOCX and PDF, from templates that hold no surprise."""

import io
import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from lxml import etree

from accounts.papers import KINDS
from jingyan.papers import (
    Paper,
    PaperError,
    Paragraph,
    ParagraphRole,
    Workshop,
    build,
    check_template,
    parse_wording,
    read,
    shipped,
)
from jingyan.papers.building import pack
from jingyan.papers.words import chinese_date, chinese_period
from jingyan.papers.workshop import CHECK

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The numbers of the standard, written by hand: twips, half points, hundredths of a character.
MARGINS = {"top": "2098", "bottom": "1984", "left": "1587", "right": "1474"}
FONTS = {
    "公文标题": ("方正小标宋简体", "44"),
    "主送机关": ("仿宋_GB2312", "32"),
    "一级标题": ("黑体", "32"),
    "二级标题": ("楷体_GB2312", "32"),
    "公文正文": ("仿宋_GB2312", "32"),
    "发文字号": ("仿宋_GB2312", "32"),
    "参会人员": ("仿宋_GB2312", "32"),
    "发文机关署名": ("仿宋_GB2312", "32"),
    "签字栏": ("仿宋_GB2312", "32"),
    "成文日期": ("仿宋_GB2312", "32"),
    "版记": ("仿宋_GB2312", "28"),
}


def part(content, name):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(f"word/{name}.xml"))


def attributes(node):
    return {key.removeprefix(W): value for key, value in node.attrib.items()}


@pytest.fixture(scope="module")
def shop():
    with Workshop() as found:
        yield found


@pytest.fixture(scope="module", params=sorted(KINDS))
def made(request, shop):
    """Each paper that there is, filled with its example."""
    kind = KINDS[request.param]
    return shop.fill(build(shipped(kind.key)), kind.sample)


def test_page_margins_and_grid_are_those_of_the_standard(made):
    section = part(made, "document").find(f".//{W}sectPr")
    assert attributes(section.find(f"{W}pgSz")) == {"w": "11906", "h": "16838"}
    assert attributes(section.find(f"{W}pgMar")).items() >= MARGINS.items()
    grid = {"type": "linesAndChars", "linePitch": "579", "charSpace": "-848"}
    assert attributes(section.find(f"{W}docGrid")) == grid


def test_fonts_and_sizes_are_those_of_the_standard_for_chinese_letters_too(made):
    styles = {
        style.find(f"{W}name").get(f"{W}val"): style
        for style in part(made, "styles").iter(f"{W}style")
    }
    for name, (font, size) in FONTS.items():
        fonts = attributes(styles[name].find(f"{W}rPr/{W}rFonts"))
        assert {fonts["ascii"], fonts["hAnsi"], fonts["eastAsia"]} == {font}, name
        assert styles[name].find(f"{W}rPr/{W}sz").get(f"{W}val") == size, name


def test_the_language_is_chinese_in_the_styles_and_in_every_run(made):
    languages = [*part(made, "styles").iter(f"{W}lang"), *part(made, "document").iter(f"{W}lang")]
    assert {node.get(f"{W}eastAsia") for node in languages} == {"zh-CN"}
    runs = list(part(made, "document").iter(f"{W}r"))
    assert runs
    assert all(run.find(f"{W}rPr/{W}lang") is not None for run in runs)


def test_22_lines_of_28_letters_fill_the_page_in_every_program(made):
    styles = {
        style.find(f"{W}name").get(f"{W}val"): style
        for style in part(made, "styles").iter(f"{W}style")
    }
    body = styles["公文正文"]
    line = attributes(body.find(f"{W}pPr/{W}spacing"))
    assert (line["line"], line["lineRule"]) == ("579", "exact")
    assert 22 * 579 <= 16838 - 2098 - 1984 + 10
    letter = 16 + int(body.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20
    assert 28 * letter <= (11906 - 1587 - 1474) / 20 < 29 * letter
    assert attributes(body.find(f"{W}pPr/{W}ind")).items() >= {"firstLineChars": "200"}.items()


def test_the_page_number_stands_between_dashes_at_the_outer_edge(made):
    settings = part(made, "settings")
    assert settings.find(f"{W}evenAndOddHeaders") is not None
    for name, edge in (("footer1", "right"), ("footer2", "left")):
        footer = part(made, name)
        assert footer.find(f".//{W}jc").get(f"{W}val") == edge
        if read(made).numbered:
            assert "".join(footer.itertext()) == "— 1 —"
            assert {node.get(f"{W}val") for node in footer.iter(f"{W}sz")} == {"28"}
            assert {node.get(f"{W}ascii") for node in footer.iter(f"{W}rFonts")} == {"宋体"}


def test_nothing_is_left_to_be_filled_and_nothing_is_drawn(made):
    text = read(made).text
    assert not re.search(r"\{[{%]|[%}]\}", text)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not any(name.startswith("word/media") for name in names)
    assert b"FF0000" not in zipfile.ZipFile(io.BytesIO(made)).read("word/styles.xml")


def test_document_numbers_stand_in_hexagonal_brackets_and_dates_without_leading_zeros(made):
    text = read(made).text
    assert not re.search(r"[\[(（【]20\d\d[\])）】]", text)
    assert not re.search(r"年0|月0", text)


@pytest.mark.parametrize(
    ("key", "words"), [("agreement", "本协议一式三份"), ("hand_over", "本单所列事项")]
)
def test_nobody_signs_on_a_page_of_its_own(key, words, shop):
    """Every paragraph from the words that are signed to the last but one keeps to its next."""
    filled = shop.fill(build(shipped(key)), KINDS[key].sample)
    kept = {
        style.get(f"{W}styleId")
        for style in part(filled, "styles").iter(f"{W}style")
        if style.find(f".//{W}keepNext") is not None
    }
    paragraphs = part(filled, "document").findall(f"{W}body/{W}p")
    first = next(at for at, one in enumerate(paragraphs) if words in "".join(one.itertext()))
    styles = [one.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for one in paragraphs[first:-1]]
    assert len(styles) >= 3
    assert set(styles) <= kept


def test_the_pdf_says_what_the_docx_says(made, shop):
    pdf = shop.make(made, {}, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert shop.make(made, {}, "pdf") == pdf, "the same paper is the same file"


@pytest.mark.parametrize("key", sorted(KINDS))
def test_a_template_reads_back_as_the_wording_that_it_was_built_from(key):
    back, wording = read(build(shipped(key))), shipped(key)
    assert (back.text, back.numbered) == (wording.text, wording.numbered)
    paragraphs = [
        [block for block in paper.blocks if isinstance(block, Paragraph)]
        for paper in (back, wording)
    ]
    assert paragraphs[0] == paragraphs[1]


@pytest.mark.parametrize("key", sorted(KINDS))
def test_the_same_wording_is_the_same_file(key):
    assert build(shipped(key)) == build(shipped(key))


@pytest.mark.parametrize("key", sorted(KINDS))
def test_the_shipped_template_passes_the_check_of_uploads(key):
    check_template(build(shipped(key)), KINDS[key].sample)


def test_what_people_write_is_text_and_nothing_else(shop):
    template = build(parse_wording("[公文标题] {{ title }}\n{{ text }}"))
    hostile = "<w:p>&amp; {{ 7*7 }} {% for %} #set page() $x$ “引号” \x0b\x00"
    filled = shop.fill(template, {"title": "题", "text": hostile})
    assert "<w:p>&amp; {{ 7*7 }} {% for %} #set page() $x$ “引号”" in read(filled).text
    assert shop.make(template, {"title": "题", "text": hostile}, "pdf").startswith(b"%PDF-")


def test_a_very_long_name_and_a_long_table_go_over_pages(shop):
    template = build(
        parse_wording(
            "[公文标题] {{ t }}\n[表] 名 1 | 数 1\n{%tr for r in rows %}\n| {{ r }} | 1\n{%tr endfor %}"
        )
    )
    started = time.monotonic()
    assert (
        len(shop.make(template, {"t": "很长的名称" * 40, "rows": ["欧阳" * 60] * 500}, "pdf"))
        > 10_000
    )
    assert time.monotonic() - started < 30


def broken(text):
    return build(Paper((Paragraph(ParagraphRole.TEXT, text),)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("聘任{{ nmae }}", "nmae"),
        ("聘任{{ name", "{{ name"),
        ("聘任{{ name }", "{{ name }"),
        ("聘任{{ name! }}", "{{ name! }}"),
        ("{%p if batch %}", "{%p if batch %}"),
        ("{%p endif %}", "{%p endif %}"),
        ("{{ name.phone }}", "phone"),
    ],
)
def test_a_broken_placeholder_is_named(text, named):
    with pytest.raises(ValidationError) as refused:
        check_template(broken(text), {"name": "张某某", "batch": ""})
    assert any(named in fault for fault in refused.value.messages), refused.value.messages


@pytest.mark.parametrize(
    "text",
    [
        "{{ name.__class__.__mro__ }}",
        "{% for i in range(10**9) %}{% endfor %}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_a_template_runs_nothing_of_ours(text):
    with pytest.raises(ValidationError):
        check_template(broken(text), {"name": "张某某"})


def repacked(change):
    content = build(shipped("letter"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    return pack(members)


def test_a_template_that_fetches_something_from_outside_is_refused():
    def link(members):
        members["word/_rels/document.xml.rels"] = members["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/></Relationships>',
        )

    with pytest.raises(ValidationError):
        check_template(repacked(link), KINDS["letter"].sample)


def test_entities_and_damaged_files_are_refused():
    def declare(members):
        members["word/document.xml"] = (
            b'<!DOCTYPE a [<!ENTITY b "c">]>' + members["word/document.xml"]
        )

    def damage(members):
        members["word/document.xml"] = members["word/document.xml"][:300]

    for content in (
        repacked(declare),
        repacked(damage),
        b"PK\x03\x04no",
        repacked(lambda m: m.pop("word/document.xml")),
    ):
        with pytest.raises(ValidationError):
            check_template(content, KINDS["letter"].sample)


def test_a_process_that_hangs_is_killed():
    hanging = (sys.executable, "-c", "import sys, time; sys.stdin.readline(); time.sleep(60)")
    started = time.monotonic()
    with Workshop(replace(CHECK, seconds=0.3), hanging) as slow, pytest.raises(PaperError):
        slow.fill(b"", {})
    assert time.monotonic() - started < 5
    assert slow.child.poll() is not None


def test_fonts_are_those_of_the_wheel(shop, tmp_path):
    (tmp_path / "a.pdf").write_bytes(
        shop.make(build(parse_wording("[公文标题] 聘书\n正文")), {}, "pdf")
    )
    fonts = re.findall(rb"/FontName /[A-Z]+\+([\w-]+)", (tmp_path / "a.pdf").read_bytes())
    assert set(fonts) <= {b"NotoSerifSC-Regular", b"NotoSansSC-Regular"}


def test_dates_are_written_as_official_documents_do():
    assert chinese_date(date(2022, 1, 5)) == "2022年1月5日"
    assert chinese_date(None) == ""
    assert chinese_period(date(2022, 1, 1), date(2022, 6, 30)) == "2022年1月1日至6月30日"


def test_the_child_knows_nothing_of_the_project():
    source = subprocess.run(
        [sys.executable, "-c", "import jingyan.papers.layout"], capture_output=True, check=False
    )
    assert source.returncode == 0
