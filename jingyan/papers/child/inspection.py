"""A Word file as a package of parts: only the parts, relations and fields that a paper has, and
nothing from outside.

Everything is read as XML and held to lists of what is allowed: what a pattern overlooks, a program
still follows.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from .reading import parse

MAX_MEMBERS = 500
MAX_UNPACKED = 60 * 2**20
MAX_XML = 20 * 2**20
DOCUMENT = "word/document.xml"
# What is wrong, as a code that the parent puts into words, and the place in the file that it is
# about.
Fault = tuple[str, str]

_CHUNK = 2**16
_SHOWN = 80
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
)
_XML = frozenset({"xml", "rels"})
_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf"})
_FONTS = frozenset({"odttf"})
_ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"})
# Of these families of relations, the kinds below; a hyperlink is not among them, since it names an
# outside address.
_FAMILIES = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.microsoft.com/office/2007/relationships",
        "http://schemas.microsoft.com/office/2011/relationships",
    }
)
_RELATIONS: Mapping[str, frozenset[str]] = dict.fromkeys(
    (
        "officeDocument",
        "core-properties",
        "extended-properties",
        "custom-properties",
        "styles",
        "stylesWithEffects",
        "settings",
        "webSettings",
        "fontTable",
        "theme",
        "numbering",
        "footnotes",
        "endnotes",
        "header",
        "footer",
        "comments",
        "commentsExtended",
        "people",
        "customXml",
        "customXmlProps",
    ),
    _XML,
) | {"image": _PICTURES, "thumbnail": _PICTURES, "font": _FONTS}
# A field is one of these, with nothing behind it but how its number is written.
_FIELD = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)"
    r"(?:\s*\\\*\s*(?:MERGEFORMAT|CHARFORMAT|ARABIC|ARABICDASH|ROMAN|CHINESENUM[123]|DBNUM[1234]))*\s*",
    re.IGNORECASE,
)
# They name their source themselves, or embed what is no part of a paper, even without a
# relation.
_FORBIDDEN = frozenset(
    {
        "altChunk",
        "attachedTemplate",
        "subDoc",
        "mailMerge",
        "saveThroughXslt",
        "frameset",
        "object",
        "OLEObject",
        "control",
        "movie",
        "fldData",
        "HyperlinkBase",
        "webVideoPr",
    }
)
_ADDRESS = re.compile(
    r"://|^\s*(?:\\\\|//)|^\s*(?:mailto|javascript|vbscript|file|data|mhtml|cid):", re.IGNORECASE
)
# Names of vocabularies look like addresses and are none; the words beside a picture are read out,
# never followed.
_VOCABULARY = re.compile(
    r"https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com|purl\.oclc\.org|purl\.org|www\.w3\.org|www\.wps\.cn)/"
)
_NAMES_A_VOCABULARY = frozenset({"uri", "namespaceuri", "schemaLocation"})
_WORDS = frozenset({"descr", "title"})
# Looked at by themselves, with a fault of their own.
_JUDGED_APART = frozenset({"instr"})


class Refused(Exception):
    """A fault that ends the inspection of the file."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}")
        self.fault: Fault = (code, shown(detail))


def shown(text: str) -> str:
    """A place in the file, short enough to be read."""
    return " ".join(text.split())[:_SHOWN]


def unpack(content: bytes) -> dict[str, bytes]:
    """The members of a Word file by name. Raises Refused for a damaged one, a bomb, or names that
    no program writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = _names(archive.infolist())
            parts: dict[str, bytes] = {}
            room = {True: MAX_XML, False: MAX_UNPACKED}
            for name in names:
                is_xml = _ending(name) in _XML
                parts[name] = _inflate(archive, name, room[is_xml])
                room[is_xml] -= len(parts[name])
    except _DAMAGE as error:
        raise Refused("unbuilt") from error
    if DOCUMENT not in parts:
        raise Refused("unbuilt")
    return parts


def faults_of(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    """The faults of a file's parts: content that a paper must not contain. Raises Refused where a
    part is no XML that an office program writes.
    """
    names = {name.casefold() for name in parts}
    for name, content in parts.items():
        ending = _ending(name)
        if ending in _XML:
            tree = part(content)
            yield from _relations(name, tree, names) if ending == "rels" else _content(tree)
        elif ending not in _PICTURES | _FONTS:
            yield "inside", shown(name)


def part(content: bytes) -> Any:
    """The tree of one part."""
    try:
        tree = parse(content)
    except SyntaxError as error:
        raise Refused("unbuilt") from error
    about = tree.getroottree().docinfo
    if (
        about.doctype
        or about.internalDTD is not None
        or (about.encoding or "utf-8").lower() not in _ENCODINGS
    ):
        raise Refused("unbuilt")
    return tree


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    files = [member for member in members if not (member.is_dir() and not member.file_size)]
    names = [member.orig_filename for member in files]
    if len(members) > MAX_MEMBERS or len({name.casefold() for name in names}) < len(names):
        raise Refused("unbuilt")
    if any(
        name.startswith("/") or ".." in name.split("/") or set(name) & set("\\:\0")
        for name in names
    ):
        raise Refused("unbuilt")
    if sum(member.file_size for member in files) > MAX_UNPACKED:
        raise Refused("bomb")
    return names


def _inflate(archive: zipfile.ZipFile, name: str, room: int) -> bytes:
    """One member, counted while it inflates, regardless of what the archive's directory claims."""
    content = bytearray()
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > room:
                raise Refused("bomb")
    return bytes(content)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def _relations(name: str, tree: Any, names: set[str]) -> Iterator[Fault]:
    folder = posixpath.dirname(posixpath.dirname(name))
    for node in tree.iter("{*}Relationship"):
        target = node.get("Target", "")
        family, _slash, kind = node.get("Type", "").rpartition("/")
        if (
            node.get("TargetMode", "Internal") != "Internal"
            or ":" in target
            or target.startswith(("//", "\\"))
        ):
            yield "outside", shown(target)
        elif family not in _FAMILIES or _ending(target) not in _RELATIONS.get(kind, ()):
            yield "inside", shown(kind)
        elif _resolve(folder, target) not in names:
            yield "unbuilt", ""


def _resolve(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").casefold()


def _content(tree: Any) -> Iterator[Fault]:
    around = (*tree.itersiblings(preceding=True), *tree.itersiblings())
    if any(node.tag is etree.PI for node in around) or next(tree.iter(etree.PI), None) is not None:
        raise Refused("unbuilt")
    for node in tree.iter("*"):
        if etree.QName(node).localname in _FORBIDDEN:
            yield "inside", etree.QName(node).localname
        for name, value in node.attrib.items():
            if _ADDRESS.search(value) and not _is_harmless(etree.QName(name).localname, value):
                yield "outside", shown(value)
    for instruction in _instructions(tree):
        if instruction.strip() and not _FIELD.fullmatch(instruction):
            yield "field", shown(instruction)


def _is_harmless(name: str, value: str) -> bool:
    if name in _NAMES_A_VOCABULARY:
        return all(_VOCABULARY.match(word) for word in value.split() if _ADDRESS.search(word))
    return name in _WORDS | _JUDGED_APART


def _instructions(tree: Any) -> Iterator[str]:
    """The instruction of each field, put together from its runs; a field within a field is one by
    itself.
    """
    unclosed: list[list[str]] = []
    for node in tree.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        kind = etree.QName(node).localname
        if kind == "fldSimple":
            yield from _values(node, "instr")
        elif kind != "fldChar":
            text = "".join(node.itertext())
            if unclosed:
                unclosed[-1].append(text)
            else:
                yield text
        elif _values(node, "fldCharType") == ["begin"]:
            unclosed.append([])
        elif _values(node, "fldCharType") == ["end"] and unclosed:
            yield "".join(unclosed.pop())
    yield from ("".join(pieces) for pieces in unclosed)


def _values(node: Any, name: str) -> list[str]:
    """The attributes of that name, with any prefix."""
    return [value for key, value in node.attrib.items() if etree.QName(key).localname == name]
