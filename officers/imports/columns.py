"""The columns of the register of officers."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import DictionaryLabels
from accounts.registers import ImportColumn, RegisterRow, as_is, choice, reference, text
from accounts.registers.columns import Parser
from jingyan import parsing
from jingyan.parsing import ParseError
from officers.models import Registration

# What workbooks of the office call the codes, beside their labels.
AFFILIATIONS = {
    "中共党员": "cpc",
    "党员": "cpc",
    "中共预备党员": "cpc",
    "民主党派": "democratic_party",
    "民主党派成员": "democratic_party",
    "无党派": "non_party",
    "无党派人士": "non_party",
    "群众": "masses",
    "共青团员": "league",
    "团员": "league",
}
EDUCATIONS = {
    "博士": "doctor",
    "博士研究生": "doctor",
    "硕士": "master",
    "研究生": "master",
    "硕士研究生": "master",
    "本科": "bachelor",
    "大学": "bachelor",
    "大学本科": "bachelor",
    "大专": "college",
    "专科": "college",
    "大学专科": "college",
    "高中": "secondary",
    "中专": "secondary",
    "中等专科": "secondary",
    "职高": "secondary",
    "技校": "secondary",
    "初中": "junior",
    "小学": "primary",
}
CHANNELS = {
    "自荐": "self",
    "个人自荐": "self",
    "推荐": "recommended",
    "他荐": "recommended",
    "组织推荐": "recommended",
}


# The ID number and the phone are read by `read_masked`, so that no fault prints them.
COLUMNS = [
    ImportColumn(
        "id_number", _("ID number"), as_is, key=True, export=False, like=parsing.parse_id_number
    ),
    ImportColumn("officer_code", _("Officer code"), text(12), key=True),
    ImportColumn("name", pgettext_lazy("person", "Name"), parsing.parse_name, for_new=True),
    ImportColumn("phone", _("Phone"), as_is, for_new=True, export=False, like=parsing.parse_phone),
    ImportColumn("ethnicity", _("Ethnicity"), text(20)),
    ImportColumn(
        "political_affiliation",
        _("Political affiliation"),
        choice(DictionaryLabels("political_affiliation"), AFFILIATIONS),
        for_new=True,
    ),
    ImportColumn(
        "education", _("Education"), choice(DictionaryLabels("education"), EDUCATIONS), for_new=True
    ),
    ImportColumn("social_influence", _("Social influence"), text(200)),
    ImportColumn(
        "enterprise_credit_code", _("Unified social credit code"), parsing.parse_credit_code
    ),
    ImportColumn("enterprise_name", _("enterprise name"), text(100)),
    ImportColumn("position", _("Position"), text(50)),
    ImportColumn(
        "channel", _("Channel"), choice(dict(Registration.Channel.choices), CHANNELS), for_new=True
    ),
    ImportColumn("recommender", _("Recommender"), text(100)),
    ImportColumn("willing_on", _("Willingness declared on"), parsing.parse_date),
    ImportColumn("batch", _("Batch"), text(50)),
    ImportColumn("appointed_on", _("appointed on"), parsing.parse_date),
    ImportColumn("ends_on", _("Term to"), parsing.parse_date),
    ImportColumn("document_number", _("Document number"), reference(50, slashes=True)),
]


def read_masked(line: RegisterRow, name: str, parser: Parser, mask: Callable[[str], str]) -> None:
    """Read a cell whose fault must not print it: only what `mask` leaves."""
    if name not in line:
        return
    raw = line.values.pop(name)
    try:
        line.values[name] = parser(raw)
    except ParseError as error:
        line.fault(name, error.message, value=mask(parsing.clean_text(raw)))
