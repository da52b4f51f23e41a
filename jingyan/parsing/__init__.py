"""Parsers for single form fields and spreadsheet cells.

Every parser takes any cell value (text, number, date, truth value), works on text normalised
to Unicode NFKC without invisible characters, and returns a plain value or raises ``ParseError``
with a message that says how to correct the entry. No other exception leaves this module, and no
message carries a full resident identity number.
"""

from jingyan.parsing.choices import LANGUAGES, labels_of, parse_bool, parse_choice
from jingyan.parsing.codes import (
    IdNumber,
    parse_credit_code,
    parse_id_number,
    parse_phone,
    parse_reference,
)
from jingyan.parsing.dates import FIRST_YEAR, LAST_YEAR, parse_date
from jingyan.parsing.masks import (
    id_number_in,
    mask_id_number,
    mask_name,
    mask_personal,
    mask_phone,
    names_a_person,
    shorten,
    shown,
)
from jingyan.parsing.numbers import (
    checked_decimal,
    exact_number,
    number_text,
    parse_decimal,
    parse_integer,
    parse_percent,
)
from jingyan.parsing.places import native_place
from jingyan.parsing.text import (
    ParseError,
    clean_text,
    holds_control,
    normalise,
    parse_name,
    parse_text,
    split_names,
)

__all__ = [
    "FIRST_YEAR",
    "LANGUAGES",
    "LAST_YEAR",
    "IdNumber",
    "ParseError",
    "checked_decimal",
    "clean_text",
    "exact_number",
    "holds_control",
    "id_number_in",
    "labels_of",
    "mask_id_number",
    "mask_name",
    "mask_personal",
    "mask_phone",
    "names_a_person",
    "native_place",
    "normalise",
    "number_text",
    "parse_bool",
    "parse_choice",
    "parse_credit_code",
    "parse_date",
    "parse_decimal",
    "parse_id_number",
    "parse_integer",
    "parse_name",
    "parse_percent",
    "parse_phone",
    "parse_reference",
    "parse_text",
    "shorten",
    "shown",
    "split_names",
]
