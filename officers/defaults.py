"""What every installation starts with: a first version of the management measures, the criteria of
the review.
"""

from datetime import date

from officers.models import Measures, Phrase, ReviewCriterion

# The article names the first three; the others wait until the office takes them into use.
CRITERIA = {
    "政治面貌": True,
    "学历": True,
    "社会影响力": True,
    "信用状况": False,
    "遵纪守法": False,
    "企业规模": False,
}
PHRASES = (
    "符合条件，同意。",
    "材料齐全、情况属实。",
    "请补推荐单位意见。",
    "请补学历证明。",
    "请附信用报告。",
)


def load() -> None:
    """The trial version, criteria and phrases. The county's own text was not at hand: the office
    edits all of them.
    """
    if not Measures.objects.exists():
        Measures.objects.create(
            version=1,
            name="《“特聘村官”管理办法（试行）》",
            starts_on=date(2021, 1, 1),
        )
    if not ReviewCriterion.objects.exists():
        ReviewCriterion.objects.bulk_create(
            ReviewCriterion(name=name, in_use=in_use, order=place * 10)
            for place, (name, in_use) in enumerate(CRITERIA.items(), start=1)
        )
        Phrase.objects.bulk_create(
            Phrase(text=text, order=place * 10) for place, text in enumerate(PHRASES, start=1)
        )
