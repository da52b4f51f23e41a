"""Names as they are typed on a Latin keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingyan.pinyin import LONGEST, SURNAMES, searchable


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("单晓乐", "shanxiaole", {"sxl", "danxiaole", "shanxiaoyue"}),
        ("曾国", "zengguo", {"zg", "cengguo"}),
        ("解放", "xiefang", {"xf", "jiefang"}),
        ("仇英", "qiuying", {"chouying"}),
        ("区大海", "oudahai", {"qudahai"}),
        ("查良", "zhaliang", {"chaliang"}),
        ("盖天", "getian", {"gaitian"}),
        ("乐山", "yueshan", {"leshan"}),
        ("朴实", "piaoshi", {"pushi"}),
        ("尉迟敬德", "yuchijingde", {"ycjd"}),
        ("尉然", "weiran", {"yuran"}),
        ("吕绿", "lvlv", {"ll"}),
    ],
)
def test_a_surname_has_a_reading_of_its_own_and_the_others_are_found_too(name, first, also):
    words = searchable(name, person=True).split()
    assert words[0] == first
    assert also <= set(words)


def test_a_place_is_read_as_a_word():
    assert searchable("研城街道").split()[:2] == ["yanchengjiedao", "ycjd"]
    assert searchable("单家村").startswith("danjiacun")


def test_letters_and_digits_stand_for_themselves():
    assert searchable("三A 级·2 号").startswith("sanaji2hao saj2h")


@given(st.text(max_size=120))
def test_whatever_the_name_the_column_holds_it(name):
    words = searchable(name, person=True)
    assert len(words) <= LONGEST
    assert len(set(words.split(" "))) == len(words.split(" "))


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)


@given(NAMES)
def test_a_name_of_characters_has_pinyin_and_initials_and_blanks_change_nothing(name):
    words = searchable(name, person=True).split()
    assert len(words[0]) >= len(name)
    assert len(name) == 1 or any(len(word) == len(name) for word in words)
    assert searchable(name, person=True) == searchable(f" {name} ", person=True)


@given(st.sampled_from(sorted(SURNAMES)), NAMES)
def test_the_usual_reading_of_a_surname_comes_first(surname, name):
    assert searchable(surname + name, person=True).startswith(SURNAMES[surname][0])
