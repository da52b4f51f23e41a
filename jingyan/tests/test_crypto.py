import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from jingyan.crypto import KeyRing, UnknownKey, new_key

OLD, NEW = new_key("old"), new_key("new")


@given(st.text())
def test_what_is_sealed_opens_again(plain):
    ring = KeyRing(OLD)
    assert ring.decrypt(ring.encrypt(plain)) == plain


def test_the_same_text_is_never_sealed_the_same_way_twice():
    ring = KeyRing(OLD)
    assert ring.encrypt("511124") != ring.encrypt("511124")


def test_an_old_key_opens_and_the_first_one_seals():
    sealed = KeyRing(OLD).encrypt("secret")
    ring = KeyRing(f"{NEW},{OLD}")
    assert ring.decrypt(sealed) == "secret"
    assert ring.encrypt("secret").startswith("new:")


def test_equal_texts_have_equal_indexes_under_one_key_only():
    assert KeyRing(OLD).blind_index("a") == KeyRing(OLD).blind_index("a")
    assert KeyRing(OLD).blind_index("a") != KeyRing(OLD).blind_index("b")
    assert KeyRing(OLD).blind_index("a") != KeyRing(NEW).blind_index("a")


def test_another_key_by_the_same_name_is_told_from_the_right_one():
    sealed = KeyRing(OLD).encrypt("secret")
    with pytest.raises(UnknownKey, match="“old”"):
        KeyRing(new_key("old")).decrypt(sealed)


@pytest.mark.parametrize(
    "text", ["", "k1", "k1:", "k1:short", ":AAAA", "k1:not base64 at all but long enough to be one"]
)
def test_a_ring_that_is_not_one_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        KeyRing(text)
