"""Fictitious people and firms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from stdnum.cn import ric, uscc

from jingyan.crypto import ring
from jingyan.parsing import mask_id_number
from officers.models import Enterprise, Officer
from reports.demo.chance import Chance

# No county has this code, so that no number belongs to a real person.
NOWHERE = "511199"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏"
# Given here, since the county code in their ID numbers is not assigned.
HOME = "四川省乐山市井研县"
# Two characters each.
GIVEN = {
    Officer.Sex.MALE: "建国志强文彬永康德明国栋海涛俊杰世荣光华"
    "立新春林兴旺家齐子豪少军鹏程明远仲平天佑",
    Officer.Sex.FEMALE: "秀英晓燕丽华雪梅春兰玉琴思颖淑芳佳怡静怡"
    "红霞月华美玲桂芝欣然雅婷素云小琳慧敏若兰",
}
FRONT = "丰禾绿源金穗嘉禾天府众兴蜀南茫溪锦绣宏泰瑞丰惠民康泰富田青山同源润土百川盛源阳光"
TRADES = {
    "种植": "农业发展",
    "农产品加工": "食品",
    "畜牧": "牧业",
    "商贸流通": "商贸",
    "建筑": "建设工程",
    "文旅": "文化旅游",
    "电商物流": "供应链",
    "中药材": "中药材",
    "水产": "水产养殖",
    "机械制造": "机械",
}
POSITIONS = ("董事长", "总经理", "副总经理", "执行董事", "合伙人")
Affiliation, Education = Officer.Affiliation, Officer.Education
AFFILIATIONS = (
    *[Affiliation.MASSES] * 4,
    *[Affiliation.NON_PARTY] * 4,
    *[Affiliation.CPC] * 3,
    *[Affiliation.DEMOCRATIC_PARTY] * 2,
)
EDUCATIONS = (
    *[Education.COLLEGE] * 4,
    *[Education.BACHELOR] * 5,
    *[Education.SECONDARY] * 2,
    Education.MASTER,
    Education.JUNIOR,
)
INFLUENCE = (
    "县工商联执委",
    "县政协委员",
    "县人大代表",
    "乐山市商会理事",
    "县青年企业家协会会员",
    "返乡创业带头人",
)


@dataclass(frozen=True)
class FictitiousPerson:
    """A name and a matching sex."""

    name: str
    sex: Officer.Sex


def people(chance: Chance) -> Iterator[FictitiousPerson]:
    """Endless different people; once all names have been used, a number is appended."""
    names = [
        FictitiousPerson(surname + given, sex)
        for sex in GIVEN
        for surname, given in product(SURNAMES, _words(GIVEN[sex]))
    ]
    shuffled = chance.shuffled(names)
    yield from shuffled
    round_ = 1
    while True:
        round_ += 1
        yield from (FictitiousPerson(f"{person.name}{round_}", person.sex) for person in shuffled)


def firms(chance: Chance) -> Iterator[Enterprise]:
    """Endless different firms, not saved."""
    names = chance.shuffled(list(product(_words(FRONT), TRADES.items())))
    number = 0
    while True:
        for front, (trade, word) in names:
            number += 1
            again = "" if number <= len(names) else f"{number}号"
            yield Enterprise(
                credit_code=credit_code("91", number),
                name=f"井研示例{front}{again}{word}有限公司",
                industry=trade,
                contact="办公室（演示）",
            )


def farm(number: int, village: str, kind: str) -> Enterprise:
    """An unsaved operating entity of a village; `kind` is 家庭农场, 农民专业合作社 etc."""
    code = credit_code("93" if "合作社" in kind else "92", number)
    return Enterprise(
        credit_code=code,
        name=f"井研{village}示例{number}号{kind}",
        industry="种植",
        contact="负责人（演示）",
    )


def credit_code(kind: str, number: int) -> str:
    """An unassigned unified social credit code with a valid check digit."""
    body = f"{kind}{NOWHERE}MA{number:07d}"
    return body + uscc.calc_check_digit(body + "0")


def officer(
    chance: Chance, person: FictitiousPerson, *, number: int, year: int, enterprise: Enterprise
) -> Officer:
    """An unsaved candidate."""
    # The order numbers in ID numbers repeat after 499 people, whose birthdays then differ.
    born_on = date(1964, 1, 1) + timedelta(days=chance.randint(0, 700) * 15 + number // 499 % 15)
    id_number = _id_number(born_on, number, person.sex)
    return Officer(
        officer_code=f"T{year}{number:03d}",
        name=person.name,
        id_number=id_number,
        id_index=ring().blind_index(id_number),
        id_masked=mask_id_number(id_number),
        phone=f"1990000{number % 10_000:04d}",
        sex=person.sex,
        born_on=born_on,
        native_place=HOME,
        ethnicity="汉族",
        political_affiliation=chance.choice(AFFILIATIONS),
        education=chance.choice(EDUCATIONS),
        social_influence=f"{chance.choice(INFLUENCE)}（演示人物）",
        enterprise=enterprise,
        position=chance.choice(POSITIONS),
    )


def _words(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(0, len(text), 2)]


def _id_number(born_on: date, number: int, sex: str) -> str:
    """A valid ID number; the last digit but one is odd for men."""
    order = number * 2 % 998 + (sex == Officer.Sex.MALE)
    body = f"{NOWHERE}{born_on:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")
