"""Papers: ordered on a page, made by a job, fetched by the user who ordered them; templates."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import jobs, papers
from accounts.models import Job, PaperFile, PaperTemplate, TrailEntry
from accounts.papers import KINDS
from accounts.tasks import drop_expired_files
from jingyan.papers import Workshop, build, parse_wording, read, shipped
from jingyan.papers.workshop import MAKE
from officers import actions
from officers.models import Appointment, Batch
from officers.tests.factories import (
    AppointmentFactory,
    DocumentNumberFactory,
    ObjectionFactory,
    PublicityEntryFactory,
    PublicityFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


def ask(client, *rows, paper="letter", file_format="docx"):
    """Ask for a paper; returns the job."""
    response = client.post(
        reverse("accounts:paper_make", args=[paper]),
        {"pk": [row.pk for row in rows], "format": file_format},
    )
    assert response.status_code == 302, response.status_code
    return Job.objects.latest("pk")


def fetched(client, job):
    """What the finished job leads to."""
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return client.get(job.result_url)


@pytest.fixture
def clerk(client, staff):
    client.force_login(staff)
    return client


def test_a_letter_is_made_by_a_job_and_fetched(clerk):
    term = AppointmentFactory(active=True, officer__name="曾志勇")
    response = fetched(clerk, ask(clerk, term))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store"
    text = read(response.content).text
    assert "曾志勇同志：" in text
    assert "自2022年1月1日起至2024年12月31日止" in text
    assert "中共井研县委统战部" in text


def test_letter_and_decision_keep_the_term_that_was_decided_on_when_it_ends_early(staff):
    cleared = RegistrationFactory(cleared=True)
    term = AppointmentFactory(
        active=True,
        imported=False,
        registration=cleared,
        officer=cleared.officer,
        document=DocumentNumberFactory(),
    )
    with time_machine.travel("2022-06-01T12:00:00+08:00", tick=False):
        left = actions.leave(term, "resign", by=staff, reason="工作变动")
        assert left.ends_on == date(2022, 6, 1)
        assert "自2022年1月1日起至2024年12月31日止" in text_of("letter", left, staff)
        assert "2022年1月1日至2024年12月31日" in text_of("decision", term.document, staff)


def test_the_pdf_is_one_too(clerk):
    assert fetched(
        clerk, ask(clerk, AppointmentFactory(active=True), file_format="pdf")
    ).content.startswith(b"%PDF-")


def test_38_letters_come_as_one_archive_with_progress(clerk):
    batch = Batch.objects.create(name="首批", year=2022)
    rows = [AppointmentFactory(active=True, batch=batch) for _ in range(38)]
    job = ask(clerk, *rows)
    response = fetched(clerk, job)
    job.refresh_from_db()
    assert (job.done, job.total) == (38, 38)
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert len(archive.namelist()) == len(set(archive.namelist())) == 38
    lines = [read(archive.read(name)).text for name in archive.namelist()]
    assert {row.officer.name for row in rows} == {
        text.split("同志")[0].split("\n")[-1] for text in lines
    }


def test_the_list_gives_the_letters_of_what_it_shows(clerk):
    first, other = (Batch.objects.create(name=name, year=2022) for name in ("首批", "第二批"))
    (
        AppointmentFactory(active=True, batch=first),
        AppointmentFactory(active=True, batch=other),
        AppointmentFactory(batch=first),
    )
    clerk.post(f"{reverse('officers:appointment_letters')}?batch={first.pk}", {"format": "docx"})
    assert len(Job.objects.get().params["keys"]) == 1


def test_no_letter_before_the_decision(clerk):
    proposed = AppointmentFactory()
    response = clerk.post(reverse("accounts:paper_make", args=["letter"]), {"pk": proposed.pk})
    assert response.status_code == 409
    assert clerk.post(reverse("officers:appointment_letters")).status_code == 409
    assert not Job.objects.exists()


def test_no_number_of_a_person_is_in_a_paper_job_or_trail(clerk):
    term = AppointmentFactory(active=True)
    job = ask(clerk, term)
    response = fetched(clerk, job)
    everything = (
        read(response.content).text + str(vars(job)) + str(list(TrailEntry.objects.values()))
    )
    assert term.officer.id_number not in everything
    assert term.officer.phone not in everything


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_paper_is_chinese_in_every_language_of_the_pages(clerk, language):
    clerk.cookies["django_language"] = language
    response = fetched(clerk, ask(clerk, AppointmentFactory(active=True)))
    assert "特颁此证" in read(response.content).text
    assert not any("a" <= sign <= "z" for sign in read(response.content).text)


def test_a_paper_is_only_for_the_user_who_ordered_it(clerk, client, staff2, leader):
    url = fetched(clerk, ask(clerk, AppointmentFactory(active=True))).request["PATH_INFO"]
    for user in (staff2, leader):
        client.force_login(user)
        assert client.get(url).status_code == 404


def test_a_paper_is_gone_with_the_right_to_see_its_record(clerk, staff):
    term = AppointmentFactory(active=True)
    url = fetched(clerk, ask(clerk, term)).request["PATH_INFO"]
    Appointment.objects.filter(pk=term.pk).update(state="proposed")
    assert clerk.get(url).status_code == 404


def test_a_paper_is_kept_for_a_day(clerk):
    url = fetched(clerk, ask(clerk, AppointmentFactory(active=True))).request["PATH_INFO"]
    PaperFile.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert clerk.get(url).status_code == 404
    assert papers.drop_expired() == 1


def test_a_user_without_the_right_to_make_a_letter_is_refused(client, liaison):
    client.force_login(liaison)
    assert (
        client.post(reverse("accounts:paper_make", args=["letter"]), {"pk": 1}).status_code == 403
    )


def test_a_record_that_went_out_of_sight_meanwhile_stops_the_job(clerk, staff):
    term = AppointmentFactory(active=True)
    job = ask(clerk, term)
    Appointment.objects.filter(pk=term.pk).update(state="proposed")
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert not PaperFile.objects.exists()


def test_a_paper_is_in_the_trail(clerk, staff):
    fetched(clerk, ask(clerk, AppointmentFactory(active=True)))
    entry = TrailEntry.objects.get(act="export")
    assert (entry.by, entry.note, entry.changes["sha256"]) == (
        "staff",
        "letter: 1",
        PaperFile.objects.get().sha256,
    )


def upload(client, content, name="聘书.docx", paper="letter"):
    return client.post(
        reverse("accounts:paper_template", args=[paper]),
        {"file": SimpleUploadedFile(name, content)},
    )


def page_of(client, paper="letter"):
    return client.get(reverse("accounts:paper_template", args=[paper])).content.decode()


def checked(client, content, paper="letter"):
    """Upload a template and have it checked; returns the page that its job leads to."""
    response = upload(client, content, paper=paper)
    job = Job.objects.latest("pk")
    assert response.url == reverse("accounts:job_detail", args=[job.pk])
    return fetched(client, job).content.decode()


def test_the_office_changes_the_words_and_every_paper_says_them(clerk):
    clerk.cookies["django_language"] = "en"
    own = build(parse_wording("[公文标题] 聘任书\n兹聘任{{ name }}为“特聘村官”。"))
    assert "was accepted and is in use" in checked(clerk, own)
    term = AppointmentFactory(active=True, officer__name="曾志勇")
    assert (
        read(fetched(clerk, ask(clerk, term)).content).text == "聘任书\n兹聘任曾志勇为“特聘村官”。"
    )
    assert clerk.get(reverse("accounts:paper_template_file", args=["letter"])).content == own
    assert TrailEntry.objects.filter(act="paper_template").count() == 1


def test_the_shipped_template_can_be_taken_back(clerk):
    own = build(parse_wording("{{ name }}"))
    checked(clerk, own), checked(clerk, own)
    assert list(PaperTemplate.objects.values_list("in_use", flat=True)) == [True, False]
    clerk.post(reverse("accounts:paper_template_back", args=["letter"]))
    assert papers.template_of("letter") == build(shipped("letter"))
    assert PaperTemplate.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (build(parse_wording("{{ nmae }}")), "nmae"),
        (build(parse_wording("聘任{{ name")), "{{ name"),
        (build(parse_wording("{{ 7**99999999 }}")), "Take calculations"),
        (b"PK\x03\x04 no archive", "not built as Word"),
    ],
)
def test_a_broken_template_is_refused_by_name_and_the_one_before_it_stays(clerk, content, named):
    clerk.cookies["django_language"] = "en"
    before = build(parse_wording("{{ name }}"))
    checked(clerk, before)
    page = checked(clerk, content)
    assert named in page
    assert "was refused" in page
    assert papers.template_of("letter") == before
    assert not bytes(PaperTemplate.objects.get(in_use=False).content)
    assert TrailEntry.objects.filter(act="paper_template").count() == 1


@pytest.mark.parametrize(
    "content", [b"MZ\x90 a program", b"%PDF-1.7", b"PK\x03\x04" + b"0" * 5 * 2**20]
)
def test_what_is_no_word_file_or_too_large_is_refused_at_once_and_nothing_is_written(
    clerk, content
):
    response = upload(clerk, content)
    assert response.status_code == 200
    assert "is-invalid" in response.content.decode() or "faults" in response.content.decode()
    assert not PaperTemplate.objects.exists()
    assert not Job.objects.exists()


def test_nothing_of_an_upload_is_opened_where_pages_are_served(clerk, monkeypatch):
    def opened(*args, **kwargs):
        raise AssertionError("opened in the web process")

    content = build(parse_wording("{{ 'a'*10**10 }}"))
    with monkeypatch.context() as watched:
        for place in (
            "zipfile.ZipFile",
            "lxml.etree.fromstring",
            "jinja2.Environment.parse",
            "jinja2.Environment.compile",
        ):
            watched.setattr(place, opened)
        started = time.monotonic()
        assert upload(clerk, content).status_code == 302
        assert "being checked" in page_of(clerk) or "正在检查" in page_of(clerk)
        assert time.monotonic() - started < 3
    job = Job.objects.latest("pk")
    fetched(clerk, job)
    assert PaperTemplate.objects.get().state == "refused"


def test_until_its_check_an_upload_is_not_used_and_a_later_one_takes_its_place(clerk):
    upload(clerk, build(parse_wording("一{{ name }}")))
    first = Job.objects.latest("pk")
    assert papers.template_of("letter") == build(shipped("letter"))
    second = build(parse_wording("二{{ name }}"))
    checked(clerk, second)
    first.refresh_from_db()
    assert first.state == Job.State.FAILED
    assert papers.template_of("letter") == second
    assert PaperTemplate.objects.count() == 1


def test_taking_the_shipped_template_back_also_drops_what_waits_for_its_check(clerk):
    upload(clerk, build(parse_wording("{{ name }}")))
    clerk.post(reverse("accounts:paper_template_back", args=["letter"]))
    jobs.run_due()
    assert papers.template_of("letter") == build(shipped("letter"))
    assert not PaperTemplate.objects.exists()


def test_who_may_no_longer_replace_templates_replaces_none(clerk, staff):
    upload(clerk, build(parse_wording("{{ name }}")))
    staff.role = "auditor"
    staff.save()
    jobs.run_due()
    assert Job.objects.get().state == Job.State.FAILED
    assert papers.template_of("letter") == build(shipped("letter"))


def test_a_refused_upload_is_forgotten_after_a_day(clerk):
    checked(clerk, build(parse_wording("{{ name }}")))
    checked(clerk, build(parse_wording("{{ nmae }}")))
    PaperTemplate.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    assert drop_expired_files() == 1
    assert PaperTemplate.objects.get().in_use


def test_a_template_that_only_a_real_record_makes_endless_makes_no_paper_and_says_so(
    clerk, monkeypatch
):
    monkeypatch.setattr(papers, "Workshop", partial(Workshop, replace(MAKE, seconds=3)))
    endless = "{% if name != sample %}{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}{% endif %}"
    name = KINDS["letter"].sample["name"]
    checked(clerk, build(parse_wording(endless.replace("sample", f"'{name}'"))))
    job = ask(clerk, AppointmentFactory(active=True, officer__name="曾志勇"))
    started = time.monotonic()
    jobs.run_due()
    assert time.monotonic() - started < 10
    job.refresh_from_db()
    assert (job.state, PaperFile.objects.count()) == (Job.State.FAILED, 0)
    assert job.error


def test_papers_that_are_too_large_together_are_not_kept_in_memory(clerk, monkeypatch):
    monkeypatch.setattr(papers, "MOST_BYTES", 10_000)
    job = ask(clerk, *[AppointmentFactory(active=True) for _ in range(5)])
    jobs.run_due()
    job.refresh_from_db()
    assert (job.state, PaperFile.objects.count()) == (Job.State.FAILED, 0)


def test_a_workbook_is_no_template(clerk, tmp_path):
    from jingyan.sheets import write_sheet

    write_sheet(tmp_path / "a.xlsx", {"a": "b"}, [{"a": "c"}])
    assert upload(clerk, (tmp_path / "a.xlsx").read_bytes(), name="a.xlsx").status_code == 200
    assert not PaperTemplate.objects.exists()


def test_the_page_lists_every_paper_and_its_placeholders(clerk):
    page = clerk.get(reverse("accounts:paper_list")).content.decode()
    for kind in KINDS.values():
        assert str(kind.label) in page
        assert clerk.get(reverse("accounts:paper_template", args=[kind.key])).status_code == 200
    assert (
        "{{ number }}"
        in clerk.get(reverse("accounts:paper_template", args=["letter"])).content.decode()
    )
    assert (
        "{{ name }}"
        in clerk.get(reverse("accounts:paper_template", args=["letter"])).content.decode()
    )
    assert clerk.get(reverse("accounts:paper_template", args=["none"])).status_code == 404


def test_the_record_offers_its_papers_to_those_who_may_make_them(client, staff, leader):
    term = AppointmentFactory(active=True)
    url = reverse("accounts:paper_make", args=["letter"])
    for user, offered in ((staff, True), (leader, False)):
        client.force_login(user)
        page = client.get(reverse("officers:appointment_detail", args=[term.pk])).content.decode()
        assert (url in page) is offered


def text_of(key, row, user):
    """The text of a record's paper as `user` may see it."""
    kind = KINDS[key]
    with Workshop() as shop:
        return read(
            shop.fill(papers.template_of(key), kind.tell(kind.rows(user).get(pk=row.pk)))
        ).text


def test_a_notice_prints_masked_names_only(staff):
    entry = PublicityEntryFactory(registration__officer__name="欧阳建国", publicity__running=True)
    text = text_of("notice", entry.publicity, staff)
    assert entry.name in text
    assert "井研****有限公司" in text
    assert "欧阳建国" not in text
    assert "公示时间：2022年3月1日至2022年3月8日，共5个工作日" in text
    assert entry.registration.officer.id_number not in text


def test_a_draft_of_a_notice_says_so_and_one_taken_back_is_none(staff):
    assert text_of("notice", PublicityEntryFactory().publicity, staff).startswith("草稿")
    PublicityEntryFactory(publicity__state="withdrawn")
    assert KINDS["notice"].rows(staff).count() == 1


def test_the_result_says_what_came_of_each_objection(staff):
    publicity = PublicityFactory(running=True)
    first, second = (PublicityEntryFactory(publicity=publicity) for _ in range(2))
    ObjectionFactory(entry=second, state="dismissed", handling="查无实据")
    type(publicity).objects.filter(pk=publicity.pk).update(state="closed", closed_on="2022-03-09")
    text = text_of("outcome", publicity, staff)
    assert "收到异议1件" in text
    assert f"1\t{first.name}\t井研****有限公司\t无异议" in text
    assert f"2\t{second.name}\t井研****有限公司\t异议经核查不成立" in text
    assert "拖欠工资" not in text


def test_no_result_before_the_publicity_is_closed(staff):
    PublicityEntryFactory(publicity__running=True)
    assert not KINDS["outcome"].rows(staff).exists()


def test_a_decision_lists_everyone_under_its_number(staff):
    document = DocumentNumberFactory(prefix="井统发")
    terms = [AppointmentFactory(active=True, document=document) for _ in range(38)]
    text = text_of("decision", document, staff)
    assert text.startswith("井统发〔2022〕1号")
    assert "等38名同志" in text
    assert all(f"\t{term.officer.name}\t" in text for term in terms)
    assert not any(term.officer.id_number in text for term in terms)


def test_a_number_without_terms_or_void_gives_no_decision(staff):
    DocumentNumberFactory()
    void = DocumentNumberFactory(state="void", void_reason="重号")
    AppointmentFactory(active=True, document=void)
    assert not KINDS["decision"].rows(staff).exists()


def test_the_decision_on_terms_that_are_renewed_says_so(staff, leader):
    old = AppointmentFactory(active=True, ends_on=date(2022, 3, 31))
    with time_machine.travel("2022-03-10T12:00:00+08:00", tick=False):
        [term] = actions.approve_many(actions.renew_many([old], by=staff), by=leader)
    text = text_of("decision", term.document, staff)
    assert f"关于续聘{old.officer.name}同志" in text
    assert "经考核和研究" in text
    assert "公示" not in text
    assert term.document.subject == f"续聘{old.officer}为特聘村官"


def test_a_decision_on_new_and_renewed_terms_claims_no_publicity_for_the_renewed(staff, leader):
    old = AppointmentFactory(active=True, ends_on=date(2022, 3, 31))
    new = RegistrationFactory(cleared=True)
    with time_machine.travel("2022-03-10T12:00:00+08:00", tick=False):
        terms = [
            *actions.renew_many([old], by=staff),
            *actions.propose_many([new], by=staff, starts_on=date(2022, 3, 10)),
        ]
        document = actions.approve_many(terms, by=leader)[0].document
    text = text_of("decision", document, staff)
    assert "决定聘任、续聘下列2名同志" in text
    assert "公示" not in text


@pytest.mark.parametrize(
    ("move", "lines"),
    [
        ("dismiss", ["关于解聘{}同志", "决定解除{}同志井研县“特聘村官”聘任"]),
        ("resign", ["关于同意{}同志", "根据{}同志本人申请"]),
        ("end_early", ["关于提前终止{}同志", "决定提前终止{}同志"]),
    ],
)
def test_the_notice_of_an_early_end_has_a_number_and_states_no_reason(clerk, staff, move, lines):
    term = AppointmentFactory(active=True, document_number="井统发〔2021〕9号")
    assert not KINDS["release"].rows(staff).exists()
    with time_machine.travel("2022-08-15T12:00:00+08:00", tick=False):
        left = actions.leave(term, move, by=staff, reason="家庭原因")
        text = text_of("release", left, staff)
        assert text.startswith("井统发〔2022〕1号")
        assert all(line.format(term.officer.name) in text for line in lines)
        assert "履职至2022年8月15日止" in text
        assert "其聘书（井统发〔2021〕9号）同时废止" in text
        assert "家庭原因" not in text
        actions.void(left.end_document, by=staff, reason="文稿有误")
    assert text_of("release", left, staff).startswith("井统发〔2022〕2号")
    page = clerk.get(
        reverse("officers:document_number_detail", args=[left.end_document_id + 1])
    ).content.decode()
    assert reverse("officers:appointment_detail", args=[term.pk]) in page
    assert (
        reverse("accounts:paper_make", args=["release"])
        in clerk.get(reverse("officers:appointment_detail", args=[term.pk])).text
    )
