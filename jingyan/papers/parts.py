"""The parts of a Word file that all papers share: styles, settings, footers with page numbers."""

from jingyan.papers.child.model import ParagraphRole
from jingyan.papers.layout import (
    BODY_SIZE,
    CHARACTER,
    FANGSONG,
    LANGUAGE,
    LATIN,
    PAGE_NUMBER_SIZE,
    SONGTI,
    SQUEEZE,
    STAND_INS,
    STYLES,
    TEXT_WIDTH,
    Style,
)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LANGUAGE = f'<w:lang w:val="{LATIN}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'
_EDGE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
BORDERS = (
    "<w:tblBorders>"
    + "".join(
        f"<w:{side} {_EDGE}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)
# The rules of the colophon: thick above and below (0.35 mm), thin between (0.25 mm).
_RULES = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="1" w:color="000000"/>'
    for side, size in (("top", 8), ("bottom", 8), ("between", 6))
)

# It goes on the last line of the last page, regardless of where the text ends.
_COLOPHON = (
    f'<w:framePr w:w="{TEXT_WIDTH}" w:hSpace="0" w:wrap="around" w:vAnchor="margin"'
    ' w:hAnchor="margin"'
    f' w:xAlign="center" w:yAlign="bottom"/><w:pBdr>{_RULES}</w:pBdr>'
)


def head(name: str) -> str:
    """The beginning of a part of the document."""
    return f'{_XML}<w:{name} xmlns:w="{_W}" xmlns:r="{_R}">'


def escape(text: str) -> str:
    """The text as XML holds it; quotes stay, since placeholders have them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def style_id(role: ParagraphRole) -> str:
    """How paragraphs name the style of a role."""
    return f"Paper{role.name.title()}"


def styles() -> str:
    """The styles of all roles; their Chinese names are what the office sees in WPS."""
    defaults = (
        "<w:docDefaults><w:rPrDefault>"
        f"<w:rPr>{_fonts(FANGSONG)}{_size(BODY_SIZE)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/></w:style>'
    )
    roles = "".join(_style(role, style) for role, style in STYLES.items())
    return f"{head('styles')}{defaults}{normal}{roles}</w:styles>"


def _style(role: ParagraphRole, style: Style) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(role)}">'
        f'<w:name w:val="{role.value}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{'<w:keepNext/>' if style.keeps_next else ''}"
        f"{'<w:pageBreakBefore/>' if style.new_page else ''}"
        f"{_COLOPHON if role is ParagraphRole.COLOPHON else ''}"
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{style.line}" w:lineRule="exact"/>'
        f'{_indents(style)}<w:jc w:val="{style.align}"/></w:pPr>'
        f"<w:rPr>{_fonts(style.font)}{_letters(style.size)}{_LANGUAGE}</w:rPr></w:style>"
    )


def _indents(style: Style) -> str:
    values = {
        "left": style.left,
        "right": style.right,
        "hanging": style.hanging,
        "firstLine": style.first,
    }
    attributes = "".join(
        f' w:{name}Chars="{count * 100}" w:{name}="{count * CHARACTER}"'
        for name, count in values.items()
        if count
    )
    return f"<w:ind{attributes}/>" if attributes else ""


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _letters(half_points: int) -> str:
    squeezed = f'<w:spacing w:val="{SQUEEZE}"/>' if half_points == BODY_SIZE else ""
    return squeezed + _size(half_points)


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def footer(align: str, *, numbered: bool) -> str:
    """The page number between two dashes, one character in from the outer edge; or nothing."""
    side = f' w:{align}Chars="100" w:{align}="280"'
    run = f"<w:rPr>{_fonts(SONGTI)}{_size(PAGE_NUMBER_SIZE)}{_LANGUAGE}</w:rPr>"
    dash = f'<w:r>{run}<w:t xml:space="preserve">%s</w:t></w:r>'
    field = f'<w:fldSimple w:instr=" PAGE "><w:r>{run}<w:t>1</w:t></w:r></w:fldSimple>'
    number = (dash % "— ") + field + (dash % " —") if numbered else ""
    properties = f'<w:pPr><w:ind{side}/><w:jc w:val="{align}"/></w:pPr>'
    return f"{head('ftr')}<w:p>{properties}{number}</w:p></w:ftr>"


SETTINGS = (
    f'{head("settings")}<w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat>'
    f'<w:themeFontLang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}"/></w:settings>'
)
FONTS = (
    head("fonts")
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        '<w:charset w:val="86"/><w:family w:val="roman"/></w:font>'
        for name, other in STAND_INS.items()
    )
    + "</w:fonts>"
)
CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("settings", "settings"),
            ("fontTable", "fontTable"),
            ("footer1", "footer"),
            ("footer2", "footer"),
        )
    )
    + '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


# Without it, the day on which a paper is filled would be written into it.
PROPERTIES = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
)
PACKAGE_RELATIONS = _relations({"rId1": ("officeDocument", "word/document.xml")}).replace(
    "</Relationships>",
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    "</Relationships>",
)
DOCUMENT_RELATIONS = _relations(
    {
        "rId1": ("styles", "styles.xml"),
        "rId2": ("settings", "settings.xml"),
        "rId3": ("footer", "footer1.xml"),
        "rId4": ("footer", "footer2.xml"),
        "rId5": ("fontTable", "fontTable.xml"),
    }
)
