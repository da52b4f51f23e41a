"""The pages of contributions and their evidence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pairings.actions import evidence
from pairings.models import Contribution
from pairings.tests.factories import ContributionFactory, PairingFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


def form_data(pairing, **values):
    return {
        "carrier": "capital",
        "title": "修建产业路",
        "happened_on": "2022-08-02",
        "village": pairing.village_id,
        "share": "100",
        **values,
    }


def test_quantities_are_typed_as_people_write_them(sign_in, pairing):
    data = form_data(
        pairing,
        metric_1="funds_attracted",
        amount_1="120万",
        metric_3="jobs_created",
        amount_3="2000余",
    )
    response = sign_in("liaison").post(url("contribution_create"), data)
    contribution = Contribution.objects.get()
    assert response["Location"] == url("contribution_detail", contribution.pk)
    assert [str(row) for row in contribution.outcomes.all()] == [
        "新增稳定就业岗位 2000余个",
        "招引资金（到位） 120万元",
    ]
    assert contribution.officer == pairing.officer


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"metric_1": "jobs_created", "amount_1": "十二"}, "amount_1"),
        ({"metric_1": "jobs_created", "amount_1": "12公里"}, "amount_1"),
        ({"metric_1": "jobs_created", "amount_1": "-3"}, "amount_1"),
        ({"metric_1": "jobs_created"}, "amount_1"),
        ({"amount_1": "12"}, "metric_1"),
        ({"metric_1": "titles_awarded", "amount_1": "1"}, "metric_1"),
        ({"metric_1": "donor_enterprises", "amount_1": "1"}, "metric_1"),
        (
            {"metric_1": "donations", "amount_1": "1", "metric_2": "donations", "amount_2": "2"},
            "metric_2",
        ),
        ({"happened_on": "2099-01-01"}, "happened_on"),
        ({"share": "120"}, "share"),
        ({"project_code": "XM\r\n1"}, "project_code"),
        ({"project_code": "XM/1"}, "project_code"),
        ({"project_code": "../XM"}, "project_code"),
        ({"contract_no": "合同\n1"}, "contract_no"),
        ({"contract_no": "合\x01同"}, "contract_no"),
        ({"receipt_no": "票..据"}, "receipt_no"),
    ],
)
def test_a_fault_is_shown_beside_its_field(sign_in, pairing, row, field):
    response = sign_in("liaison").post(url("contribution_create"), form_data(pairing, **row))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Contribution.objects.exists()


def test_the_number_on_a_paper_is_kept_as_it_was_printed(sign_in, pairing):
    papers = {"project_code": "XM-1", "contract_no": " 井建/2022-03 ", "receipt_no": ""}
    sign_in("liaison").post(url("contribution_create"), form_data(pairing, **papers))
    contribution = Contribution.objects.get()
    assert (contribution.project.code, contribution.contract_no, contribution.receipt_no) == (
        "XM-1",
        "井建/2022-03",
        "",
    )


def test_a_form_offers_only_places_and_people_in_sight(sign_in, pairing):
    other = PairingFactory(active=True)
    page = sign_in("liaison").get(url("contribution_create")).content.decode()
    assert str(pairing.village) in page
    assert str(other.village) not in page
    assert str(other.officer) not in page
    response = sign_in("liaison").post(url("contribution_create"), form_data(other))
    assert "village" in response.context["form"].errors


def test_an_officer_is_asked_neither_scope_nor_officer(sign_in, officer_user, pairing):
    pairing.officer.user = officer_user
    pairing.officer.save(update_fields=["user"])
    form = sign_in("officer_user").get(url("contribution_create")).context["form"]
    assert {"scope", "officer"} & set(form.fields) == set()
    assert form.fields["village"].initial == pairing.village


def test_no_form_sets_a_state(sign_in, pairing):
    sign_in("staff").post(
        url("contribution_create"),
        form_data(pairing, scope="officers", state="county_confirmed"),
    )
    assert Contribution.objects.get().state == Contribution.State.REPORTED


def test_evidence_goes_in_with_the_report_and_comes_out_as_an_attachment(sign_in, pairing):
    file = SimpleUploadedFile("银行回单.pdf", b"%PDF-1.7 x")
    client = sign_in("liaison")
    client.post(url("contribution_create"), form_data(pairing, evidence=[file]))
    row = Contribution.objects.get().evidence.get()
    assert "银行" not in row.file.name
    response = client.get(url("evidence_download", row.pk))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_bad_file_takes_the_whole_report_back(sign_in, pairing):
    file = SimpleUploadedFile("a.exe", b"MZ")
    response = sign_in("liaison").post(
        url("contribution_create"), form_data(pairing, evidence=[file])
    )
    assert response.context["form"].errors
    assert not Contribution.objects.exists()


def test_evidence_is_only_for_those_who_see_the_fact(sign_in, staff, contribution):
    row = evidence.attach(contribution, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), by=staff)
    assert sign_in("stranger").get(url("evidence_download", row.pk)).status_code == 404
    assert sign_in("officer_user").get(url("evidence_download", row.pk)).status_code == 404
    assert sign_in("administrator").get(url("evidence_download", row.pk)).status_code == 403
    assert sign_in("auditor").get(url("evidence_download", row.pk)).status_code == 200


def test_evidence_is_added_until_the_fact_is_confirmed(sign_in, contribution):
    client = sign_in("staff")

    def send(pk):
        return client.post(
            url("contribution_attach", pk), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")}
        )

    assert send(contribution.pk).status_code == 302
    assert send(ContributionFactory(confirmed=True).pk).status_code == 400
    assert client.post(url("contribution_attach", contribution.pk), {}).status_code == 400


def test_a_change_keeps_the_quantities_in_the_form(sign_in, contribution):
    client = sign_in("staff")
    form = client.get(url("contribution_update", contribution.pk)).context["form"]
    assert (form.fields["metric_1"].initial, form.fields["amount_1"].initial) == (
        "jobs_created",
        "12个",
    )
    data = form_data(
        contribution,
        scope="officers",
        officer=contribution.officer_id,
        metric_1="jobs_created",
        amount_1="15个",
    )
    assert client.post(url("contribution_update", contribution.pk), data).status_code == 302
    assert str(contribution.outcomes.get()) == "新增稳定就业岗位 15个"


def test_another_users_save_in_between_is_not_overwritten(sign_in, contribution):
    client = sign_in("staff")
    seen = client.get(url("contribution_update", contribution.pk)).context["form"]["seen"].value()
    Contribution.objects.filter(pk=contribution.pk).update(title="另一个标题")
    data = form_data(contribution, scope="officers", officer=contribution.officer_id, seen=seen)
    response = client.post(url("contribution_update", contribution.pk), data)
    assert response.status_code == 409
    assert ("title", "另一个标题") in [
        (pair.name, pair.theirs) for pair in response.context["form"].pairs
    ]


@pytest.mark.parametrize("trait", ["verified", "confirmed"])
def test_a_verified_fact_has_no_form(sign_in, trait):
    assert (
        sign_in("staff")
        .get(url("contribution_update", ContributionFactory(**{trait: True}).pk))
        .status_code
        == 409
    )


def test_a_confirmed_fact_is_corrected_by_a_dated_one(sign_in, pairing):
    confirmed = ContributionFactory(pairing=pairing, confirmed=True)
    address = f"{url('contribution_create')}?corrects={confirmed.pk}"
    data = form_data(pairing, metric_1="jobs_created", amount_1="-2", note="离岗两人")
    client = sign_in("liaison")
    assert client.post(address, data).status_code == 302
    assert Contribution.objects.get(corrects=confirmed).note == "离岗两人"
    assert (
        client.get(
            f"{url('contribution_create')}?corrects={ContributionFactory(pairing=pairing).pk}"
        ).status_code
        == 404
    )
    assert client.get(f"{url('contribution_create')}?corrects=x").status_code == 404


def test_buttons_are_only_those_that_the_rules_allow(sign_in, liaison, contribution):
    def moves(who):
        buttons = sign_in(who).get(url("contribution_detail", contribution.pk)).context["moves"]
        return {button.url.split("/")[-2] for button in buttons}

    assert moves("staff") == {"send-back", "withdraw"}
    assert moves("liaison") == {"verify", "send-back"}
    assert moves("leader") == set()


def test_the_way_of_a_fact_to_being_counted(sign_in, liaison, contribution):
    assert sign_in("liaison").post(url("contribution_verify", contribution.pk)).status_code == 302
    assert sign_in("staff").post(url("contribution_confirm", contribution.pk)).status_code == 302
    assert list(Contribution.objects.confirmed()) == [contribution]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=reported", 1),
        ("state=withdrawn", 0),
        ("carrier=project", 1),
        ("metric=jobs_created", 1),
        ("metric=donations", 0),
        ("happened_on_after=2022-08-02&happened_on_before=2022-08-02", 1),
        ("happened_on_after=2022-08-03", 0),
        ("q=藤椒", 1),
        ("scope=united_front", 0),
    ],
)
def test_the_ledger_is_filtered(sign_in, contribution, query, found):
    response = sign_in("staff").get(f"{url('contribution_list')}?{query}")
    assert len(response.context["listing"].page.object_list) == found


def test_the_ledgers_filters_offer_nothing_out_of_sight(sign_in, contribution):
    other = ContributionFactory()
    page = sign_in("liaison").get(url("contribution_list")).content.decode()
    assert str(other.village) not in page
    assert str(other.officer) not in page
    assert str(other.town) not in page
