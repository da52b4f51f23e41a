"""The field parsers: what a cell may hold, what is refused, and that refusals keep personal data hidden."""

import contextlib
import time
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from jingyan import parsing
from jingyan.parsing import ParseError

TODAY = date(2022, 8, 2)


def id_number(head):
    return head + ric.calc_check_digit(head + "0")


def credit_code(head):
    return head + uscc.calc_check_digit(head + "0")


ZHANG = id_number("51112419800229001")
anything = st.one_of(
    st.text(max_size=60),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.decimals(),
)
PARSERS = [
    parsing.parse_text,
    parsing.parse_name,
    parsing.split_names,
    parsing.parse_date,
    parsing.parse_decimal,
    parsing.parse_integer,
    parsing.parse_percent,
    parsing.parse_id_number,
    parsing.parse_credit_code,
    parsing.parse_phone,
    parsing.parse_bool,
    lambda value: parsing.parse_choice(value, {"cpc": "中共党员", "masses": "群众"}),
]


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with override("en"):
        yield


@given(anything)
def test_no_parser_raises_anything_but_the_one_error(value):
    for parse in PARSERS:
        try:
            parse(value)
        except ParseError:
            continue


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text):
    for clean in (parsing.clean_text, parsing.normalise):
        assert clean(clean(text)) == clean(text)


@given(st.text("王小明买·•. 　\u200bA-买\u0301", min_size=1, max_size=20))
def test_a_name_keeps_its_spelling_when_read_again(text):
    try:
        name = parsing.parse_name(text)
    except ParseError:
        return
    assert parsing.parse_name(name) == name


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "text", ["1" * 50_000, " a" * 25_000, "王 " * 25_000, "1" + " " * 50_000 + "年", "·" * 50_000]
)
def test_hostile_length_costs_no_time(parse, text):
    began = time.perf_counter()
    with contextlib.suppress(ParseError):
        parse(text)
    assert time.perf_counter() - began < 1


# --- dates


@pytest.mark.parametrize(
    "value",
    [
        "2022-08-02",
        "2022/8/2",
        "2022.8.2",
        "2022年8月2日",
        "2022 年 8 月 2 日",
        "20220802",
        "２０２２－０８－０２",
        "2022-08-02 00:00:00",
        20220802,
        20220802.0,
        date(2022, 8, 2),
        datetime(2022, 8, 2, 9, 30),  # noqa: DTZ001 - as openpyxl gives it
    ],
)
def test_every_habit_of_writing_a_date_is_read(value):
    assert parsing.parse_date(value) == date(2022, 8, 2)


@pytest.mark.parametrize(
    "value",
    [
        "2022-02-30",
        "2022-13-01",
        "1899-12-31",
        "2101-01-01",
        "22-8-2",
        "2022-8/2",
        "2022年8月",
        44775,
        "8/2/2022",
        "",
        True,
    ],
)
def test_what_is_no_full_and_real_date_is_refused(value):
    with pytest.raises(ParseError):
        parsing.parse_date(value)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_printed_date_reads_back(day):
    for form in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert parsing.parse_date(form) == day


# --- identity numbers


def test_an_id_number_tells_sex_birth_date_and_county():
    found = parsing.parse_id_number(" " + ZHANG[:6] + " " + ZHANG[6:].lower(), today=TODAY)
    assert (found.number, found.sex, found.born_on, found.county_code) == (
        ZHANG,
        "male",
        date(1980, 2, 29),
        "511124",
    )


def test_a_person_older_than_the_county_is_accepted():
    assert parsing.parse_id_number(id_number("51112419500101002"), today=TODAY).sex == "female"


@pytest.mark.parametrize("value", [5.11124198002290e17, "5.11124E+17", 511124198002290000])
def test_a_float_id_is_named_as_such(value):
    with pytest.raises(ParseError, match="Excel has truncated"):
        parsing.parse_id_number(value, today=TODAY)


def test_a_text_ending_in_zeros_with_a_wrong_check_digit_is_taken_for_an_excel_loss():
    assert ric.calc_check_digit("511124198002290000") != "0"
    with pytest.raises(ParseError, match="Excel has truncated"):
        parsing.parse_id_number("511124198002290000", today=TODAY)


def test_a_whole_number_with_all_its_digits_is_accepted():
    number = id_number("51112419800229003")
    assert number.isdigit()
    assert parsing.parse_id_number(int(number), today=TODAY).number == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (id_number("51112419810229001"), "birth date .* is impossible"),
        (
            id_number("51112420220803001"),
            "birth date .* lies in the future. Compare digits 7 to 14",
        ),
        (id_number("51112418991231001"), "birth date .* is impossible"),
        (ZHANG[:17], "17 digits"),
        ("511124800229001", "17 digits"),
        ("A" + ZHANG[1:], "17 digits"),
    ],
)
def test_a_refused_id_number_says_why_and_stays_hidden(value, words):
    with pytest.raises(ParseError, match=words) as error:
        parsing.parse_id_number(value, today=TODAY)
    assert value not in error.value.message
    assert "19800229" not in error.value.message


@given(
    st.dates(date(1930, 1, 1), date(2010, 1, 1)),
    st.integers(0, 999),
    st.integers(0, 17),
    st.integers(1, 9),
)
def test_one_changed_digit_is_always_detected(born, serial, place, step):
    number = id_number(f"511124{born:%Y%m%d}{serial:03d}")
    changed = "0123456789X".index(number[place])
    digit = "0123456789X"[(changed + step) % (11 if place == 17 else 10)]
    wrong = number[:place] + digit + number[place + 1 :]
    with pytest.raises(ParseError) as error:
        parsing.parse_id_number(wrong, today=TODAY)
    assert wrong not in error.value.message


def test_an_id_number_does_not_print_itself():
    assert ZHANG not in repr(parsing.parse_id_number(ZHANG, today=TODAY))


# --- credit codes and phones


def test_a_credit_code_is_read_in_any_case_and_with_gaps():
    code = credit_code("91511124MA62J0001")
    assert parsing.parse_credit_code(f" {code[:8].lower()} {code[8:].lower()}") == code


def test_a_village_collective_has_a_credit_code_too():
    code = credit_code("N2511124MF0000001")
    assert parsing.parse_credit_code(code) == code


@pytest.mark.parametrize(
    "value", ["9151112", "91511124MA62JOOO1X", "X1511124MA62J00012", 9.15e17, ""]
)
def test_what_is_no_credit_code_is_refused(value):
    with pytest.raises(ParseError):
        parsing.parse_credit_code(value)


def test_a_wrong_character_in_a_credit_code_is_detected():
    code = credit_code("91511124MA62J0001")
    with pytest.raises(ParseError, match="check digit"):
        parsing.parse_credit_code(code[:-2] + ("2" if code[-2] != "2" else "3") + code[-1])


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("19900000001", "19900000001"),
        ("+86 199-0000-0001", "19900000001"),
        (19900000001, "19900000001"),
        (19900000001.0, "19900000001"),
        ("１９９００００００01", "19900000001"),
        ("0833-3712345", "0833-3712345"),
        ("(010)62345678", "010-62345678"),
        ("8619900000001", "19900000001"),
    ],
)
def test_phones_come_out_in_one_spelling(value, phone):
    assert parsing.parse_phone(value) == phone
    assert parsing.parse_phone(phone) == phone


@pytest.mark.parametrize(
    "value", ["1990000000", "12900000001", "3712345", "08333712345678", "abc", ""]
)
def test_what_is_no_phone_is_refused_with_its_middle_hidden(value):
    with pytest.raises(ParseError) as error:
        parsing.parse_phone(value)
    assert not value or value not in error.value.message


# --- numbers


def test_numbers_are_read_exactly_or_not_at_all():
    assert parsing.parse_decimal("1,234.50") == Decimal("1234.5")
    assert parsing.parse_integer("１，２００") == 1200
    assert parsing.parse_integer(38.0) == 38
    assert parsing.parse_percent("30%") == parsing.parse_percent(30) == 30
    for parse, value in [
        (parsing.parse_decimal, "1.005"),
        (parsing.parse_integer, "1.5"),
        (parsing.parse_percent, "101"),
        (parsing.parse_percent, -1),
        (parsing.parse_decimal, ZHANG),
    ]:
        with pytest.raises(ParseError) as error:
            parse(value)
        assert ZHANG not in error.value.message


def test_an_integer_keeps_to_its_bounds():
    assert parsing.parse_integer("5", minimum=5, maximum=5) == 5
    with pytest.raises(ParseError, match="6 or more"):
        parsing.parse_integer("5", minimum=6)
    with pytest.raises(ParseError, match="4 or less"):
        parsing.parse_integer("5", maximum=4)


# --- truth values and choices


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("是", True),
        ("否", False),
        ("YES", True),
        ("no", False),
        (1, True),
        ("0", False),
        (1.0, True),
        ("√", True),
        (False, False),
    ],
)
def test_truth_values_are_read_in_both_languages(value, truth):
    assert parsing.parse_bool(value) is truth


@pytest.mark.parametrize("value", ["也许", "", 2, None])
def test_what_is_neither_true_nor_false_is_refused(value):
    with pytest.raises(ParseError):
        parsing.parse_bool(value)


def test_a_choice_is_named_by_code_or_label():
    choices = {"non_party": "无党派人士", "cpc": gettext_lazy("Yes"), "1": "一"}
    assert parsing.parse_choice("Non-Party", choices) == "non_party"
    assert parsing.parse_choice(" 无党派 人士 ", choices) == "non_party"
    assert parsing.parse_choice(1, choices) == "1"


def test_a_lazy_label_is_known_in_chinese_and_english():
    choices = {"y": gettext_lazy("January")}  # translated by Django itself
    assert parsing.parse_choice("一月", choices) == parsing.parse_choice("january", choices) == "y"


def test_a_foreign_choice_lists_what_may_be_chosen_and_hides_numbers():
    with pytest.raises(ParseError, match="群众") as error:
        parsing.parse_choice(ZHANG, {"masses": "群众"})
    assert ZHANG not in error.value.message
    with pytest.raises(ParseError):
        parsing.parse_choice(None, {"masses": "群众"})


# --- names and texts


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("王　五", "王五"),
        (" 王\u200b五 ", "王五"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("John   Smith", "John Smith"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_names_come_out_in_one_spelling(value, name):
    assert parsing.parse_name(value) == name


@pytest.mark.parametrize("value", ["", "123", "·", "王" * 51])
def test_what_is_no_name_is_refused(value):
    with pytest.raises(ParseError):
        parsing.parse_name(value)


def test_a_list_of_names_is_split_at_every_usual_mark():
    assert parsing.split_names("王五、李四；张三;赵六， 钱七\n孙八, John Smith、") == [
        "王五",
        "李四",
        "张三",
        "赵六",
        "钱七",
        "孙八",
        "John Smith",
    ]
    assert parsing.split_names("") == []


def test_free_text_keeps_its_punctuation_and_lines():
    assert (
        parsing.parse_text("井研县某某（集团）公司\r\n\x00第二行 ")
        == "井研县某某（集团）公司\n第二行"
    )
    with pytest.raises(ParseError, match="damaged"):
        parsing.parse_text("\ud800")
    with pytest.raises(ParseError, match="2000"):
        parsing.parse_text("字" * 2001)


# --- masks


def test_masks_hide_what_they_should():
    assert parsing.mask_id_number("511124198001010001") == "511124********0001"
    assert parsing.mask_phone("19900000001") == "199****0001"
    assert parsing.mask_phone("0833-3712345") == "0833-****345"
    assert [parsing.mask_name(name) for name in ("王", "王五", "王小明", "")] == [
        "王",
        "王*",
        "王*明",
        "",
    ]


@pytest.mark.parametrize("text", ["张三{}号", "{}", "电话{}", "{}，"])
@pytest.mark.parametrize(
    "number", [ZHANG, ZHANG + "8", "511124 19800229 0011", "５１１１２４１９８００２２９００１１"]
)
def test_personal_numbers_inside_a_text_are_masked(text, number):
    masked = parsing.mask_personal(text.format(number))
    assert "19800229" not in masked
    assert "１９８００２２９" not in masked


def test_a_mobile_inside_a_text_is_masked_and_a_village_code_is_not():
    assert parsing.mask_personal("打19900000001找他") == "打199****0001找他"
    assert parsing.mask_personal("511124100201") == "511124100201"
