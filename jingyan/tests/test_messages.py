"""The Chinese catalogue: complete, and in step with the code."""

import ast
import gettext

import pytest
from django.template import Context, Template
from django.utils import translation

from jingyan import messages


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A small source tree of its own, with an empty catalogue."""
    monkeypatch.setattr(messages, "BASE_DIR", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale" / "django.po")
    monkeypatch.setattr(messages, "SOURCES", ("app",))
    (tmp_path / "app" / "tests").mkdir(parents=True)
    (tmp_path / "app" / "models.py").write_text(
        '_("town")\nngettext("one row", "%(n)d rows", n)\npgettext("act", "open")\n'
    )
    (tmp_path / "app" / "page.html").write_text(
        '<ul>\n    <li>{% translate "It\'s {# no #} 100%" %}</li>\n  <li>{{ _("foo")|upper }} {% if x == _("bar") %}x{% endif %}</li>\n'
        "{% blocktranslate count n=n trimmed %}\n  {{ n }} paper\n{% plural %}\n  {{ n }} papers\n{% endblocktranslate %}</ul>"
    )
    (tmp_path / "app" / "tests" / "test_x.py").write_text('_("of a test")\n')
    return tmp_path


def translate(old, new):
    text = messages.CATALOGUE.read_text()
    assert old in text
    messages.CATALOGUE.write_text(text.replace(old, new))


def test_every_message_is_in_the_catalogue_and_translated():
    assert messages.faults() == []


def test_no_message_is_hidden_in_an_f_string_which_extraction_does_not_read():
    hidden = [
        f"{path}:{call.lineno}"
        for path in messages._files()
        if path.suffix == ".py"
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in messages.KEYWORDS
    ]
    assert hidden == []


def test_messages_come_from_code_and_templates_but_not_from_tests(sources):
    found = [(message.context, message.id) for message in messages.extracted() if message.id]
    assert found == [
        (None, "town"),
        (None, ("one row", "%(n)d rows")),
        ("act", "open"),
        (None, "It's {# no #} 100%%"),
        (None, "foo"),
        (None, "bar"),
        (None, ("%(n)s paper", "%(n)s papers")),
    ]


def test_update_keeps_translations_drops_unused_ones_and_leaves_new_ones_empty(sources):
    messages.update()
    translate('msgid "town"\nmsgstr ""', 'msgid "town"\nmsgstr "镇"')
    (sources / "app" / "models.py").write_text('_("town")\n_("village")\n')
    messages.update()
    text = messages.CATALOGUE.read_text()
    assert 'msgid "town"\nmsgstr "镇"' in text
    assert 'msgid "village"\nmsgstr ""' in text
    assert "one row" not in text
    assert "fuzzy" not in text


def test_update_twice_changes_nothing(sources):
    messages.update()
    first = messages.CATALOGUE.read_text()
    messages.update()
    assert messages.CATALOGUE.read_text() == first
    assert "Date" not in first


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            'msgid "town"\nmsgstr ""',
            'msgid "town"\nmsgstr ""',
            "not translated: 'town' (app/models.py)",
        ),
        ('msgid "town"\nmsgstr ""', '#, fuzzy\nmsgid "town"\nmsgstr "镇"', "fuzzy: 'town'"),
        ('msgid "town"', 'msgid "city"', "not in the catalogue: 'town'"),
        ('msgid "town"', 'msgid "city"', "no longer used: 'city'"),
        (
            'rows"\nmsgstr[0] ""',
            'rows"\nmsgstr[0] "%(m)d 行"',
            "other placeholders than the original: ('one row',",
        ),
    ],
)
def test_check_names_each_fault(sources, old, new, reason):
    messages.update()
    translate(old, new)
    assert any(fault.startswith(reason) for fault in messages.faults())


def test_check_passes_and_the_compiled_catalogue_answers_once_all_is_translated(sources):
    (sources / "app" / "models.py").write_text('_("town")\n')
    (sources / "app" / "page.html").unlink()
    messages.update()
    translate('msgid "town"\nmsgstr ""', 'msgid "town"\nmsgstr "镇"')
    messages.compile_catalogue()
    with messages.CATALOGUE.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("town") == "镇"
    assert messages.main(["check"]) == 0


def test_an_unknown_command_is_wrong_use():
    assert messages.main(["extract"]) == 2


def test_a_page_is_rendered_with_the_compiled_messages():
    with translation.override("zh-hans"):
        assert Template('{% load i18n %}{% translate "Town" %}').render(Context()) != "Town"
