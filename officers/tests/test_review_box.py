"""The review in its box: conclusions on each criterion, phrases, the queue, and who has opened what."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from officers import actions
from officers.models import Finding, Phrase, Registration, RegistrationFile, Review, ReviewCriterion
from officers.tests.factories import (
    EnterpriseFactory,
    ObjectionFactory,
    OfficerFactory,
    PublicityEntryFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db
MET, UNMET, TO_CHECK = "met", "unmet", "to_check"


def in_use():
    return list(ReviewCriterion.objects.filter(in_use=True))


def found(*conclusions):
    return {one.pk: actions.Found(said) for one, said in zip(in_use(), conclusions, strict=True)}


def posted(*conclusions, **more):
    return {
        f"conclusion_{one.pk}": said for one, said in zip(in_use(), conclusions, strict=True)
    } | more


def page_of(registration):
    return reverse("officers:registration_detail", args=[registration.pk])


def test_the_office_starts_with_the_three_criteria_of_the_programme():
    assert [one.name for one in in_use()] == ["政治面貌", "学历", "社会影响力"]
    assert ReviewCriterion.objects.filter(in_use=False).count() == 3


def test_nobody_passes_while_a_criterion_is_to_be_checked_or_unmet_without_a_word(staff2):
    registration = RegistrationFactory(submitted=True)
    for conclusions in ((MET, TO_CHECK, MET), (MET, MET, UNMET)):
        with pytest.raises(MoveRefused):
            actions.pass_review(registration, by=staff2, findings=found(*conclusions))
    with pytest.raises(MoveRefused, match="政治面貌"):
        actions.pass_review(registration, by=staff2, findings={})
    assert not Review.objects.exists()
    actions.pass_review(
        registration, by=staff2, reason="影响力不足，贡献突出", findings=found(MET, MET, UNMET)
    )
    assert list(Finding.objects.values_list("conclusion", flat=True)) == [MET, MET, UNMET]


def test_many_pass_at_once_as_meeting_every_criterion_but_for_ones_own(as_role, staff, staff2):
    rows = [RegistrationFactory(submitted=True, registered_by=by) for by in (staff, staff2, staff2)]
    data = {"chosen": [row.pk for row in rows]}
    page = as_role("staff").post(reverse("officers:registration_pass_chosen"), data)
    assert [len(page.context["outcome"].done), len(page.context["outcome"].refused)] == [2, 1]
    assert set(Finding.objects.values_list("conclusion", flat=True)) == {MET}
    assert Finding.objects.count() == 6


def test_findings_keep_the_words_of_their_day_and_never_change(staff, staff2):
    review = actions.pass_review(RegistrationFactory(submitted=True), by=staff2).reviews.get()
    criterion = in_use()[0]
    criterion.name = "政治素质"
    actions.save_criterion(criterion, by=staff, changed=["name"])
    assert review.findings.first().name == "政治面貌"
    for sql in (
        "UPDATE officers_finding SET conclusion = 'unmet'",
        "DELETE FROM officers_finding",
        "UPDATE officers_review SET opinion = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_refused_decision_shows_the_box_again_with_all_that_was_typed(as_role, staff2):
    registration = RegistrationFactory(submitted=True, registered_by=staff2)
    url = reverse("officers:registration_pass_review", args=[registration.pk])
    page = as_role("staff").post(url, posted(MET, TO_CHECK, MET, reason="材料基本齐全"))
    assert page.status_code == 409
    assert "材料基本齐全" in page.text
    assert registration.reviews.count() == 0
    assert as_role("staff").post(url, posted(MET, MET, MET)).url == page_of(registration)


def test_what_a_review_found_is_filled_in_when_the_person_comes_back(as_role, staff, staff2):
    registration, author = RegistrationFactory(submitted=True), UserFactory()
    actions.send_back(
        registration, by=staff2, reason="补学历证明", findings=found(MET, TO_CHECK, MET)
    )
    actions.submit(registration, by=author)
    review = as_role("staff").get(page_of(registration)).context["review"]
    assert [row.conclusion.value() for row in review.rows] == [MET, TO_CHECK, MET]


@pytest.mark.parametrize(("role", "sees"), [("staff", True), ("leader", True), ("auditor", False)])
def test_conclusions_are_for_those_who_may_see_opinions(role, sees, as_role, staff2):
    registration = RegistrationFactory(submitted=True)
    note = actions.Found(UNMET, "有失信记录")
    actions.turn_down(registration, by=staff2, reason="不符合", findings={in_use()[0].pk: note})
    assert ("有失信记录" in as_role(role).get(page_of(registration)).text) == sees
    assert "失信" not in str(TrailEntry.objects.values())


def test_the_page_names_namesakes_the_same_firm_and_the_next_in_the_queue(as_role, staff, staff2):
    firm = EnterpriseFactory()
    registration = RegistrationFactory(
        submitted=True, registered_by=staff2, officer__enterprise=firm
    )
    same_firm = OfficerFactory(enterprise=firm)
    namesake = OfficerFactory(name=registration.officer.name)
    own = RegistrationFactory(submitted=True, registered_by=staff)
    recommended = RegistrationFactory(submitted=True, channel="recommended", recommended_by=staff)
    following = RegistrationFactory(submitted=True, registered_by=staff2)
    context = as_role("staff").get(page_of(registration)).context
    assert set(context["alike"]) == {same_firm, namesake}
    assert (context["queue"].count, context["queue"].next) == (1, following)
    assert as_role("staff").get(page_of(recommended)).context["review"] is None
    assert as_role("auditor").get(page_of(own)).context["queue"] is None


def test_a_reviewer_who_opens_a_registration_is_named_and_it_is_recalled_no_more(
    as_role, staff, staff2, leader
):
    registration = RegistrationFactory(submitted=True, registered_by=staff2)
    for role in ("leader", "auditor", "staff2"):
        as_role(role).get(page_of(registration))
    registration.refresh_from_db()
    assert registration.opened_by is None
    as_role("staff").get(page_of(registration))
    opened_at = Registration.objects.get(pk=registration.pk).opened_at
    as_role("staff").get(page_of(registration))
    registration.refresh_from_db()
    assert (registration.opened_by, registration.opened_at) == (staff, opened_at)
    assert TrailEntry.objects.of(registration).filter(act="open").count() == 1
    page = as_role("staff2").get(page_of(registration)).text
    assert staff.full_name in page
    assert reverse("officers:registration_recall", args=[registration.pk]) not in page
    refused = as_role("staff2").post(
        reverse("officers:registration_recall", args=[registration.pk])
    )
    assert (refused.status_code, staff.full_name in refused.text) == (409, True)
    actions.send_back(registration, by=staff, reason="补材料")
    assert actions.submit(registration, by=staff2).opened_by is None


def test_the_database_itself_recalls_nothing_that_was_opened(staff, staff2):
    registration = actions.open_for_review(
        RegistrationFactory(submitted=True, registered_by=staff), by=staff2
    )
    assert registration.opened_by == staff2
    for changes in (
        "state = 'draft'",
        "opened_at = NULL, opened_by_id = NULL",
        f"opened_by_id = {staff.pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE officers_registration SET {changes} WHERE id = {registration.pk}"
            )


@pytest.mark.django_db(transaction=True)
def test_a_recall_and_an_opening_at_the_same_moment_never_both_come_true(staff, staff2):
    for _round in range(3):
        registration = RegistrationFactory(submitted=True, registered_by=staff)
        barrier = threading.Barrier(2)

        def run(attempt, barrier=barrier):
            barrier.wait()
            try:
                attempt()
            except MoveRefused:
                pass
            finally:
                connection.close()

        tries = [
            lambda row=registration: actions.recall(row, by=staff),
            lambda row=registration: actions.open_for_review(row, by=staff2),
        ]
        threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        registration.refresh_from_db()
        assert (registration.state, registration.opened_by) in {
            ("draft", None),
            ("submitted", staff2),
        }


def test_papers_come_with_a_draft_and_stay_with_what_was_submitted(as_role, staff):
    registration = RegistrationFactory(registered_by=staff)
    attach = reverse("officers:registration_attach", args=[registration.pk])
    for name, content, count in (
        ("登记表.pdf", b"%PDF-1.7 x", 1),
        ("a.exe", b"MZ", 1),
        ("信用报告.pdf", b"%PDF-1.7 y", 2),
    ):
        as_role("staff").post(attach, {"file": SimpleUploadedFile(name, content)})
        assert registration.files.count() == count
    assert as_role("staff").post(attach).status_code == 409
    first, second = registration.files.all()
    as_role("staff").post(reverse("officers:registration_file_remove", args=[second.pk]))
    assert list(registration.files.all()) == [first]
    actions.submit(registration, by=staff)
    with pytest.raises(MoveRefused):
        actions.detach_paper(RegistrationFile.objects.get(), by=staff)
    for sql in (
        "DELETE FROM officers_registrationfile",
        "UPDATE officers_registrationfile SET sha256 = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert first.name in as_role("staff").get(page_of(registration)).text


def test_phrases_are_shared_or_private(as_role, staff, staff2):
    create = reverse("officers:phrase_create")
    as_role("staff").post(create, {"text": "请补充无犯罪记录证明。"})
    as_role("staff").post(create, {"text": "同意推荐。", "everybody": "on"})
    assert (
        "text"
        in as_role("staff")
        .post(create, {"text": "同意推荐。", "everybody": "on"})
        .context["form"]
        .errors
    )
    assert as_role("staff").post(create, {"text": " "}).status_code == 200
    mine, common = Phrase.objects.order_by("-pk")[1], Phrase.objects.order_by("-pk")[0]
    assert (mine.user, common.user) == (staff, None)
    assert (
        as_role("staff2").get(reverse("officers:phrase_update", args=[mine.pk])).status_code == 404
    )
    box = (
        as_role("staff2")
        .get(page_of(RegistrationFactory(submitted=True, registered_by=staff)))
        .text
    )
    assert [text in box for text in (mine.text, common.text)] == [False, True]
    with pytest.raises(PermissionDenied):
        actions.save_phrase(mine, by=staff2)
    as_role("staff2").post(
        reverse("officers:phrase_update", args=[common.pk]), {"text": "同意。", "everybody": "on"}
    )
    as_role("staff").post(reverse("officers:phrase_remove", args=[mine.pk]))
    assert Phrase.objects.filter(text="同意。").exists()
    assert not Phrase.objects.filter(pk=mine.pk).exists()


def test_a_criterion_is_entered_changed_and_taken_out_of_use_on_its_page(as_role, staff2):
    form = {"name": "慈善公益", "clause": "第五条", "order": "40", "in_use": "on"}
    as_role("staff").post(reverse("officers:criterion_create"), form)
    criterion = ReviewCriterion.objects.get(name="慈善公益")
    assert criterion in in_use()
    assert as_role("staff").post(reverse("officers:criterion_create"), form).context["form"].errors
    seen = (
        as_role("staff")
        .get(reverse("officers:criterion_update", args=[criterion.pk]))
        .context["form"]["seen"]
        .value()
    )
    del form["in_use"]
    as_role("staff").post(
        reverse("officers:criterion_update", args=[criterion.pk]), form | {"seen": seen}
    )
    assert criterion not in in_use()
    assert "慈善公益" in as_role("staff").get(reverse("officers:criterion_list")).text


def test_all_criteria_that_are_still_to_be_checked_are_named_together(as_role, staff2):
    registration = RegistrationFactory(submitted=True, registered_by=staff2)
    url = reverse("officers:registration_pass_review", args=[registration.pk])
    page = as_role("staff").post(url, posted(TO_CHECK, MET, TO_CHECK)).text
    first, second, third = (str(criterion) for criterion in in_use())
    assert f"{first}、{third}" in page
    assert f"{first}、{second}" not in page


def test_a_recommender_reads_why_there_is_no_box(as_role, staff, staff2):
    registration = RegistrationFactory(submitted=True, registered_by=staff2, recommended_by=staff)
    page = as_role("staff").get(page_of(registration))
    assert page.context["review"] is None
    assert "您是该人选的推荐人" in page.text


def test_a_publicised_person_whom_an_objection_holds_says_so_with_the_way_on(as_role, staff):
    registration = RegistrationFactory(reviewed=True, state=Registration.State.PUBLICISED)
    entry = PublicityEntryFactory(registration=registration, publicity__running=True)
    objection, client = ObjectionFactory(entry=entry), as_role("staff")
    assert (
        reverse("officers:objection_detail", args=[objection.pk])
        in client.get(page_of(registration)).text
    )
    disqualify = reverse("officers:registration_disqualify", args=[registration.pk])
    assert disqualify not in client.get(page_of(registration)).text
    actions.uphold(objection, by=staff, reason="属实")
    assert disqualify in client.get(page_of(registration)).text
