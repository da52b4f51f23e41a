"""The administrator sees no programme data: each text of its records holds a token, and no page
shows one."""

import re

import pytest
from django.db.models import CharField
from django.test import Client

from accounts import trail
from accounts.models import Job, Notice, SavedView
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from jingyan.tests.policy import rules
from jingyan.tests.test_canary import ROUTES, around, codes_of, leaks, text_of
from jingyan.tests.two_towns import World, address_of, build, log_in, undone
from officers.models import Measures, Officer
from villages.models import Demand, Village

pytestmark = pytest.mark.django_db
PAGES = {name: rule for name, rule in rules().items() if "GET" in rule.methods and name in ROUTES}
QUERIES = (
    "",
    "?q={token}",
    "?export=csv",
    "?export=xlsx",
    "?more=1",
    "?year=2022",
    "?sort=subject",
    "?sort=-note",
)
# Texts of the management measures are rules, not records.
RULES_OF_THE_PROGRAMME = ("/system/measures/", "/system/versions/")
TEXTS_OF_RULES = [field.name for field in Measures._meta.fields if isinstance(field, CharField)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The two towns, whose towns and log-ins have names of their own, without the token."""
    with django_db_blocker.unblock(), undone():
        clerk = UserFactory(role=Role.STAFF)
        sides = build(clerk)
        for number, side in enumerate(sides.values()):
            for user, name in ((side.liaison, f"联络员{number}"), (side.officer, f"用户{number}")):
                type(user).objects.filter(pk=user.pk).update(
                    full_name=name, phone=f"1370000{number}246"
                )
            type(side.town).objects.filter(pk=side.town.pk).update(name=f"第{number}镇")
            side.records["moved"] = trail.write(
                "reveal", side.records["officer"], by=clerk, note=f"{side.token}事由"
            )
            _left_from_before(side.token)
        yield World(sides, log_in(sides, UserFactory(role=Role.STAFF)))


def _left_from_before(token):
    """Acts without a record, and jobs that were refused because of the content of a record."""
    clerk = UserFactory(username="clerk-of-old")
    trail.write(
        "export", None, by=clerk, note=f"{token}：3", changes={"address": f"/officers/?q={token}"}
    )
    trail.write("import", None, by=clerk, note=token, changes={"file": f"{token}.csv"})
    for kind in ("issue_report", "make_papers", "import_sheet", "export_list"):
        told = {
            "title": f"{token}任务",
            "error": f"{token}：第3行",
            "key": f"{kind}{token}",
            "created_by": clerk,
        }
        Job.objects.create(kind=kind, state=Job.State.FAILED, result_url="/officers/", **told)


def addresses(world):
    """Every page, each list in each way, the records of both towns."""
    for name, rule in PAGES.items():
        kwargs = ROUTES[name].pattern.converters
        if rule.record != "-":
            yield from (
                address_of(name, kwargs, side.records[rule.record]) for side in world.sides.values()
            )
        else:
            queries = {
                query.format(token=side.token) for query in QUERIES for side in world.sides.values()
            }
            yield from (address_of(name, kwargs, None) + query for query in sorted(queries))
    yield from (f"/system/jobs/{job.pk}/" for job in Job.objects.all())


def secrets_of(world):
    """Names, codes and numbers of the programme's records."""
    words: set[str] = set()
    for side in world.sides.values():
        words |= {side.token, "1370000"} | codes_of(side) - {side.town.code}
    return words


def test_an_administrator_sees_no_programme_data(world):
    client, secret, faults, opened = world.clients["administrator"], secrets_of(world), [], 0
    for url in addresses(world):
        with undone():
            response = client.get(url)
            text = text_of(response)
        opened += response.status_code == 200
        asked = {side.token for side in world.sides.values() if f"?q={side.token}" in url}
        allowed = {f"{side.token}联络员" for side in world.sides.values()}
        if any(path in url for path in RULES_OF_THE_PROGRAMME):
            allowed |= {
                f"{side.token}{name}" for side in world.sides.values() for name in TEXTS_OF_RULES
            }
        faults += [
            f"{response.status_code} {url}: {around(text, word)}"
            for word in leaks(text, secret - asked, allowed)
        ]
    print(f"administrator: {opened} pages and files open")
    assert opened > 100
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


@pytest.mark.parametrize("path", ["/system/trail/", "/system/jobs/"])
def test_no_search_of_the_administrator_tells_whether_a_word_of_the_programme_is_there(world, path):
    with undone():
        rows = [
            re.findall(
                r"<tbody.*</tbody>",
                world.clients["administrator"].get(path, {"q": word}).text,
                re.DOTALL,
            )
            for word in (world.sides["own"].records["officer"].name, "没有这个词")
        ]
    assert rows[0] == rows[1]


def test_the_administrator_reads_of_a_record_its_kind_and_key_where_others_read_its_name(world):
    officer = world.sides["own"].records["officer"]
    query = {"act": "reveal"}
    with undone():
        told = {
            actor: world.clients[actor]
            .get("/system/trail/", query, headers={"Accept-Language": "en"})
            .text
            for actor in ("administrator", "leader", "auditor")
        }
    assert (
        f"{Officer._meta.verbose_name.capitalize()} {officer.pk}".lower()
        in told["administrator"].lower()
    )
    assert str(officer) not in told["administrator"]
    assert all(str(officer) in told[actor] for actor in ("leader", "auditor"))
    assert all(f"{world.sides['own'].token}事由" in told[actor] for actor in ("leader", "auditor"))


def test_a_job_that_the_administrator_starts_again_stays_the_affair_of_its_starter(world):
    job = Job.objects.get(key=f"issue_report{world.sides['own'].token}")
    with undone():
        assert (
            world.clients["administrator"].post(f"/system/jobs/{job.pk}/retry/").status_code == 302
        )
        again = Job.objects.get(key=job.key, state=Job.State.QUEUED)
        assert again.created_by == job.created_by
        assert not Notice.objects.filter(user__role=Role.ADMINISTRATOR).exists()


def test_views_of_lists_that_the_role_no_longer_opens_are_out_of_sight(world):
    with undone():
        administrator = UserFactory(role=Role.ADMINISTRATOR)
        view = SavedView.objects.create(
            user=administrator, path="/villages/", name="鹤鸣皋视图", query="q=x"
        )
        kept = SavedView.objects.create(
            user=administrator, path="/system/users/", name="联络员", query="role=liaison"
        )
        client = Client()
        client.force_login(administrator)
        page = client.get("/account/views/").text
        assert kept.name in page
        assert view.name not in page
        assert client.get(f"/account/views/{view.pk}/").status_code == 404


def test_who_was_staff_before_finds_nothing_of_that_on_the_pages_of_an_administrator(world):
    officer = world.sides["own"].records["officer"]
    with undone():
        user = UserFactory(role=Role.STAFF)
        trail.write("reveal", officer, by=user, note="鹤鸣皋事由")
        Job.objects.create(
            kind="export_list",
            key="x",
            title="导出：鹤鸣皋",
            created_by=user,
            state=Job.State.FAILED,
        )
        type(user).objects.filter(pk=user.pk).update(role=Role.ADMINISTRATOR)
        client = Client()
        client.force_login(user)
        shown = {
            path: client.get(path).text
            for path in ("/", "/system/jobs/", "/system/trail/", "/notices/", "/drafts/")
        }
    assert [path for path, text in shown.items() if leaks(text, {"鹤鸣皋"}, {"鹤鸣皋联络员"})] == []


def test_the_programme_is_there_to_be_seen(world):
    assert Officer.objects.count() == 2
    assert Village.objects.count() == 2
    assert Demand.objects.count() == 4
    with undone():
        assert world.sides["own"].token in world.clients["auditor"].get("/system/trail/").text
