"""What a page says to everybody is drawn once a language."""

from django.template import Context, Template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

PART = Template(
    "{% load i18n ui %}{% once %}<b>{% translate 'Search' %}{{ secret }}</b>{% endonce %} {{ secret }}"
)


def test_each_language_has_its_own():
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            assert PART.render(Context({"secret": ""})) == f"<b>{_('Search')}</b> "


def test_nothing_of_one_reader_reaches_another():
    assert PART.render(Context({"secret": "first"})).endswith("</b> first")
    assert "first" not in PART.render(Context({"secret": "second"}))
    assert PART.render(Context({"secret": "second"})).count("second") == 1
