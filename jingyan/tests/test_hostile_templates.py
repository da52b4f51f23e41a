"""Templates that calculate without end, hide programs' tricks or lead outside: refused in time, by a process of its own."""

import io
import threading
import time
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
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
    shipped,
)
from jingyan.papers.building import pack
from jingyan.papers.workshop import CHECK, PaperTooHeavy

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OUTSIDE = "http://192.0.2.1/seal.png"
SAMPLE = {"name": "张某某"}
# The child is stopped after five seconds; the rest is for a machine that is busy with other tests.
MOST_SECONDS = 9

ENDLESS = [
    "{{ 'a'*10**10 }}",
    "{{ 7**99999999 }}",
    "{{ (7**99999999)|string|length }}",
    "{% for i in [0]*10**8 %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ ('a '*1000000)|wordwrap(1) }}{{ ('a'*20000000)|wordwrap(1) }}",
    "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ 'a'|center(10**10) }}",
    "{{ '%999999999d'|format(1) }}",
    "{% set x = namespace(v='a') %}{% for i in range(60) %}{% set x.v = x.v ~ x.v %}{% endfor %}{{ x.v }}",
]
ESCAPES = [
    "{{ name.__class__.__mro__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ name|attr('__class__')|attr('__mro__') }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(name) }}{{ (1).__class__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
]


def template(text):
    return build(Paper((Paragraph(ParagraphRole.TEXT, text),)))


def repacked(change, content=b""):
    with zipfile.ZipFile(io.BytesIO(content or build(shipped("letter")))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    return pack(members)


@pytest.fixture(scope="module")
def shop():
    """One process for all that needs no limits of its own: it takes longer to start than to check."""
    with Workshop() as opened:
        yield opened


def limits(seconds):
    return replace(CHECK, seconds=seconds)


@contextmanager
def peak_of_memory(pid):
    """A list that is filled with the peak of a process's memory so far, in KB, each hundredth of a second.

    What the kernel reports once the process has ended is no less than this process had when it began it.
    """
    peaks: list[int] = []
    over = threading.Event()

    def read():
        while not over.wait(0.01):
            status = Path(f"/proc/{pid}/status").read_text()
            peaks.extend(
                int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")
            )

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield peaks
    finally:
        over.set()
        reader.join()


def heavy(content, sample=SAMPLE, seconds=2.5):
    """Whether a template is refused for what it takes, within the seconds that it is given."""
    started = time.monotonic()
    with Workshop(limits(seconds)) as short, peak_of_memory(short.child.pid) as peaks:
        try:
            faults = short.check(content, sample)
        except PaperTooHeavy:
            faults = [("heavy", "")]
    assert time.monotonic() - started < seconds + 4
    assert 0 < max(peaks) < 600 * 1024
    return {code for code, _place in faults} <= {"heavy", "unfillable", "bomb", "unbuilt"} and bool(
        faults
    )


@pytest.mark.parametrize("text", ENDLESS)
def test_a_template_that_calculates_without_end_is_refused_in_time_and_in_little_memory(text):
    assert heavy(template(text))


def test_the_check_of_an_upload_takes_five_seconds_at_most_and_says_what_to_do():
    started = time.monotonic()
    with (
        override("en"),
        pytest.raises(ValidationError, match="Take calculations and long repetitions out"),
    ):
        check_template(template("{{ 7**99999999 }}"), SAMPLE)
    assert time.monotonic() - started < MOST_SECONDS


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_reaches_nothing_but_what_it_is_given(text, shop):
    assert shop.check(template(text), SAMPLE)


def test_the_time_of_a_paper_is_limited_too():
    slow = template(
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    )
    started = time.monotonic()
    with Workshop(limits(2)) as short, pytest.raises(PaperTooHeavy):
        short.make(slow, SAMPLE, "pdf")
    assert time.monotonic() - started < 6


def test_a_process_whose_parent_is_gone_ends_by_itself():
    slow = template(
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    )
    with Workshop(limits(1)) as short:
        started = time.monotonic()
        # Nobody watches the clock any more.
        short.limits = limits(60)
        with pytest.raises(PaperTooHeavy):
            short.make(slow, SAMPLE, "docx")
        assert time.monotonic() - started < 8


def huge(members):
    members["word/document.xml"] = members["word/document.xml"].replace(
        b"<w:body>", b"<w:body>" + b"<w:p/>" * 4_000_000
    )


def deep(members):
    members["word/document.xml"] = members["word/document.xml"].replace(
        b"<w:body>", b"<w:body>" + b"<w:sdt>" * 100_000 + b"</w:sdt>" * 100_000
    )


def bomb(members):
    members["word/media/a.png"] = b"\0" * (61 * 2**20)


def many(members):
    members.update({f"customXml/item{number}.xml": b"<a/>" for number in range(600)})


def laughs(members):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE a [<!ENTITY a0 "ha">{entities}]>'.encode()
    members["word/settings.xml"] = members["word/settings.xml"].replace(
        b"<w:settings", declared + b"<w:settings", 1
    )


def entity_of_the_outside(members):
    declared = b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">'
    members["word/_rels/document.xml.rels"] = members["word/_rels/document.xml.rels"].replace(
        b"<Relationships", declared + b"<Relationships", 1
    )


def style_sheet(members):
    members["word/settings.xml"] = members["word/settings.xml"].replace(
        b"<w:settings", b'<?xml-stylesheet href="http://192.0.2.1/a.xsl"?><w:settings', 1
    )


@pytest.mark.parametrize(
    "change", [huge, deep, bomb, many, laughs, entity_of_the_outside, style_sheet]
)
def test_a_package_that_is_too_large_or_declares_a_document_type_is_refused_in_time(change):
    assert heavy(repacked(change), KINDS["letter"].sample, seconds=5)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04no",
        b"",
        b"%PDF-",
        build(shipped("letter"))[:900],
        repacked(lambda m: m.pop("word/document.xml")),
    ],
)
def test_what_is_no_word_file_is_refused(content, shop):
    assert shop.check(content, SAMPLE) == [("unbuilt", "")]


def related(*, kind, target, mode="", family=R):
    """A change that adds one relation to the document."""

    def change(members):
        relation = f'<Relationship Id="r9" Type="{family}/{kind}" Target="{target}" {mode}/></Relationships>'
        name = "word/_rels/document.xml.rels"
        members[name] = members[name].replace(b"</Relationships>", relation.encode())

    return change


OUT = 'TargetMode="External"'


@pytest.mark.parametrize(
    "change",
    [
        related(kind="image", target=OUTSIDE, mode=OUT),
        related(kind="image", target=OUTSIDE, mode='TargetMode="&#69;xternal"'),
        related(kind="image", target=OUTSIDE, mode="TargetMode='&#x45;xternal'"),
        related(kind="image", target=OUTSIDE, mode='TargetMode=" External"'),
        related(kind="image", target=OUTSIDE, mode='TargetMode="external"'),
        related(kind="image", target=OUTSIDE),
        related(kind="image", target="//192.0.2.1/share/seal.png"),
        related(kind="image", target="\\\\192.0.2.1\\share\\seal.png", mode=OUT),
        related(kind="image", target="file:///etc/hosts", mode=OUT),
        related(kind="hyperlink", target=OUTSIDE, mode=OUT),
        related(kind="hyperlink", target="mailto:a@example.com", mode=OUT),
        related(kind="attachedTemplate", target="http://192.0.2.1/a.dotm", mode=OUT),
        related(kind="oleObject", target=OUTSIDE, mode=OUT),
        related(kind="mailMergeSource", target="file:///c:/a.mdb", mode=OUT),
        related(kind="subDocument", target="http://192.0.2.1/a.docx", mode=OUT),
        related(kind="frame", target="http://192.0.2.1/a.docx", mode=OUT),
        related(kind="aFChunk", target="styles.xml"),
        related(kind="package", target="styles.xml"),
        related(
            kind="vbaProject",
            target="styles.xml",
            family="http://schemas.microsoft.com/office/2006/relationships",
        ),
        related(kind="image", target="styles.xml"),
        related(kind="settings", target="media/none.png"),
        related(kind="image", target="media/none.png"),
        related(kind="styles", target="styles.xml", family="http://192.0.2.1/relationships"),
    ],
)
def test_a_relation_that_leads_outside_or_brings_something_else_in_is_refused(change, shop):
    assert shop.check(repacked(change), KINDS["letter"].sample)


def piece(text, tag="instrText"):
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*pieces):
    return (
        mark("begin") + "".join(pieces) + mark("separate") + "<w:r><w:t>1</w:t></w:r>" + mark("end")
    )


def holding(xml, part="word/document.xml", before="<w:p>"):
    """A change that puts runs into a paragraph of their own."""

    def change(members):
        name = part
        end = b"<w:sectPr" if part == "word/document.xml" else b"</w:ftr>"
        members[name] = members[name].replace(end, f"{before}{xml}</w:p>".encode() + end, 1)

    return change


FIELDS = [
    field(piece(f'INCLUDEPICTURE "{OUTSIDE}" \\d')),
    field(piece("INCL"), piece("UDEPIC"), piece('TURE "http://'), piece('192.0.2.1/a.png"')),
    field(piece(f" includetext &quot;{OUTSIDE}&quot; ")),
    field(piece("&#73;NCLUDEPICTURE &#34;http://192.0.2.1/a.png&#34;")),
    field(piece("INCLUDEPICTURE ", "delInstrText"), piece("a.png")),
    field(piece("LINK Excel.Sheet.8 c:\\a.xls")),
    field(piece("DDEAUTO c:\\windows\\system32\\cmd.exe")),
    field(piece("DDE"), piece("AUTO excel")),
    field(piece(f'HYPERLINK "{OUTSIDE}"')),
    field(piece("IMPORT a.png")),
    field(piece("DATABASE \\d a.mdb")),
    field(piece("RD a.docx")),
    field(piece("MERGEFIELD name")),
    field(piece("QUOTE 73 78"), field(piece("PAGE"))),
    field(piece("INCLUDE"), field(piece("PAGE")), piece("PICTURE a.png")),
    field(field(piece("PAGE")), piece("LINK a b c")),
    field(piece("PAGE INCLUDEPICTURE a.png")),
    field(piece('PAGE \\# "INCLUDETEXT"')),
    mark("begin") + piece("INCLUDEPICTURE a.png"),
    piece("INCLUDEPICTURE a.png"),
    f'<w:fldSimple w:instr=" INCLUDEPICTURE &quot;{OUTSIDE}&quot; "><w:r><w:t>1</w:t></w:r></w:fldSimple>',
    '<w:fldSimple w:instr="&#76;INK Excel.Sheet.8 a.xls"/>',
    field(piece("{{ name }}")),
    '<w:fldSimple w:instr="{{ name }}"/>',
    '<x:fldSimple xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main" x:instr="LINK a b"/>',
]


@pytest.mark.parametrize("xml", FIELDS)
@pytest.mark.parametrize("part", ["word/document.xml", "word/footer1.xml"])
def test_a_field_that_is_no_page_number_is_refused_however_it_is_written(xml, part, shop):
    faults = shop.check(repacked(holding(xml, part)), KINDS["letter"].sample)
    assert "field" in {code for code, _place in faults}


@pytest.mark.parametrize(
    "xml",
    [
        field(piece(" PAGE ")),
        field(piece("NUM"), piece("PAGES  \\* "), piece("MERGEFORMAT ")),
        field(piece("PAGE \\* CHINESENUM3 \\* MERGEFORMAT")),
        '<w:fldSimple w:instr=" SECTIONPAGES \\* Arabic "/>',
    ],
)
def test_page_numbers_may_be_written_as_word_and_wps_write_them(xml, shop):
    assert not shop.check(repacked(holding(xml)), KINDS["letter"].sample)


@pytest.mark.parametrize(
    "xml",
    [
        '<w:altChunk r:id="rId1"/>',
        '<w:subDoc r:id="rId1"/>',
        '<w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Link" r:id="rId1"/></w:object>',
        f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="{OUTSIDE}"/></v:shape></w:pict></w:r>',
        f'<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="{OUTSIDE}"/></w:pict></w:r>',
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" href="\\\\192.0.2.1\\a"/></w:pict></w:r>',
    ],
)
def test_an_element_that_names_its_own_source_is_refused(xml, shop):
    assert shop.check(repacked(holding(xml)), KINDS["letter"].sample)


def set_to(xml):
    def change(members):
        members["word/settings.xml"] = members["word/settings.xml"].replace(
            b"</w:settings>", xml + b"</w:settings>"
        )

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_to(b'<w:attachedTemplate r:id="rId1"/>'),
        set_to(
            b'<w:mailMerge><w:connectString w:val="Provider=x"/><w:query w:val="SELECT 1"/></w:mailMerge>'
        ),
        lambda members: members.update({"word/embeddings/a.bin": b"x"}),
        lambda members: members.update({"word/afchunk.html": b"<img src='http://192.0.2.1/'>"}),
        lambda members: members.update(
            {"docProps/app.xml": b"<P><HyperlinkBase>http://192.0.2.1/</HyperlinkBase></P>"}
        ),
    ],
)
def test_settings_and_members_that_fetch_something_are_refused(change, shop):
    assert shop.check(repacked(change), KINDS["letter"].sample)


def test_a_picture_of_the_template_itself_is_welcome(shop):
    def change(members):
        members["word/media/seal.png"] = b"\x89PNG\r\n\x1a\n"
        related(kind="image", target="media/seal.png")(members)
        types = members["[Content_Types].xml"]
        members["[Content_Types].xml"] = types.replace(
            b"<Default ", b'<Default Extension="png" ContentType="image/png"/><Default ', 1
        )

    assert not shop.check(repacked(change), KINDS["letter"].sample)


WRITTEN_BY_A_PLACEHOLDER = (
    '{{ \'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "http://192.0.2.1/a.png"'
    "</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>'|safe if %s else '' }}"
)


def written(condition):
    """A template whose placeholder closes its text and writes a field of its own."""
    return template(
        WRITTEN_BY_A_PLACEHOLDER.replace("'<w:r>", "'</w:t></w:r><w:r>", 1).replace(
            "</w:r>'|", "</w:r><w:r><w:t>'|"
        )
        % condition
    )


def test_a_field_that_a_placeholder_writes_is_refused(shop):
    [(code, place)] = shop.check(written("true"), SAMPLE)
    assert code == "field"
    assert "INCLUDEPICTURE" in place


def test_a_field_that_only_a_real_record_brings_out_makes_no_paper(shop):
    content = written("name == '张三'")
    assert not shop.check(content, SAMPLE)
    assert shop.make(content, SAMPLE, "docx")
    for file_format in ("docx", "pdf"):
        with pytest.raises(PaperError):
            shop.make(content, {"name": "张三"}, file_format)


@pytest.mark.parametrize("key", sorted(KINDS))
def test_a_finished_paper_carries_no_outside_address(key, shop):
    paper = shop.fill(build(shipped(key)), KINDS[key].sample)
    vocabularies = (
        "http://schemas.openxmlformats.org/",
        "http://schemas.microsoft.com/office/word",
    )
    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        trees = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    for name, tree in trees.items():
        for node in tree.iter("*"):
            values = {etree.QName(key).localname: value for key, value in node.attrib.items()}
            assert values.get("TargetMode", "Internal") == "Internal", name
            addresses = [value for value in values.values() if "//" in value or "\\\\" in value]
            assert all(address.startswith(vocabularies) for address in addresses), (name, addresses)
            if etree.QName(node).localname == "fldSimple":
                assert values["instr"].strip() == "PAGE"
            assert etree.QName(node).localname not in {
                "instrText",
                "hyperlink",
                "altChunk",
                "object",
            }
