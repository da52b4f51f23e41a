"""The pages of pairings, meetings and contributions: who opens them, what they do, what they say when they refuse."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pairings.actions import evidence
from pairings.models import Contribution, Meeting, Pairing
from pairings.tests.factories import ContributionFactory, MeetingFactory, PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
PROGRAMME = {"staff", "liaison", "leader", "officer_user", "auditor"}
LISTS = {
    "pairing_list": PROGRAMME,
    "meeting_list": PROGRAMME,
    "contribution_list": PROGRAMME,
    "pairing_create": {"staff"},
    "meeting_create": {"staff", "liaison"},
    "meeting_skip_quarter": {"staff", "liaison"},
    "contribution_create": {"staff", "liaison", "officer_user"},
}
CAST = ("administrator", "staff", "liaison", "leader", "officer_user", "auditor")


def url(name, *args):
    return reverse(f"pairings:{name}", args=args)


@pytest.fixture
def sign_in(client, request):
    def sign_in(who):
        client.force_login(request.getfixturevalue(who))
        return client

    return sign_in


@pytest.fixture
def pairing(town):
    return PairingFactory(active=True, village__town=town)


@pytest.fixture
def fact(pairing):
    return ContributionFactory(pairing=pairing)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", CAST)
def test_pages_open_for_the_roles_that_may(sign_in, name, who):
    assert sign_in(who).get(url(name)).status_code == (200 if who in LISTS[name] else 403)


@pytest.mark.parametrize("who", ["liaison", "staff", "leader", "auditor"])
def test_records_open_for_those_who_see_them(sign_in, fact, pairing, town, who):
    client = sign_in(who)
    meeting = MeetingFactory(town=town)
    for address in (
        url("pairing_detail", pairing.pk),
        url("meeting_detail", meeting.pk),
        url("contribution_detail", fact.pk),
    ):
        assert client.get(address).status_code == 200


def test_records_of_another_town_are_not_there(sign_in, fact, pairing, town):
    client = sign_in("stranger")
    meeting, planned = MeetingFactory(town=town), MeetingFactory(town=town, quarter="2022Q4", draft=True)
    reads = [url("pairing_detail", pairing.pk), url("meeting_detail", meeting.pk), url("contribution_detail", fact.pk)]
    reads += [url("meeting_hold", planned.pk), url("contribution_update", fact.pk)]
    reads += [f"{url('meeting_create')}?town={town.code}", f"{url('meeting_skip_quarter')}?town={town.code}"]
    writes = [url("meeting_close", meeting.pk), url("meeting_announce", planned.pk), url("meeting_skip", planned.pk)]
    writes += [
        url(f"contribution_{move}", fact.pk) for move in ("verify", "send_back", "report_again", "withdraw", "attach")
    ]
    assert {client.get(address).status_code for address in reads} == {404}
    assert {client.post(address, {"reason": "x"}).status_code for address in writes} == {404}


@pytest.mark.parametrize("who", ["auditor", "officer_user", "administrator"])
def test_moves_are_closed_to_roles_that_may_not(sign_in, fact, pairing, who):
    client = sign_in(who)
    moves = [url(f"pairing_{move}", pairing.pk) for move in ("approve", "reject", "end")]
    moves += [
        url(f"contribution_{move}", fact.pk) for move in ("verify", "confirm", "confirm_without_town", "send_back")
    ]
    assert {client.post(address, {"reason": "x"}).status_code for address in moves} == {403}


def test_moves_are_posted(sign_in, fact, pairing):
    client = sign_in("staff")
    moves = [url(f"pairing_{move}", pairing.pk) for move in ("approve", "reject", "end")]
    moves += [url(f"contribution_{move}", fact.pk) for move in Contribution.MOVES]
    assert {client.get(address).status_code for address in moves} == {405}


@pytest.mark.parametrize("name", ["pairing_list", "meeting_list", "contribution_list"])
def test_a_longer_list_costs_no_more_queries(
    sign_in, name, town, django_assert_max_num_queries, django_assert_num_queries
):
    client = sign_in("staff")

    def fill(count):
        for pairing in PairingFactory.create_batch(count, active=True, village__town=town):
            ContributionFactory(pairing=pairing)
            MeetingFactory(town=pairing.village.town, quarter=f"{2000 + pairing.pk}Q1", held_on=date(2022, 1, 1))

    fill(2)
    with django_assert_max_num_queries(20) as few:
        client.get(url(name))
    fill(8)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url(name))


def test_staff_propose_and_a_leader_approves(sign_in, town):
    pairing = PairingFactory(village__town=town)
    data = {"village": VillageFactory(town=town, in_programme=True).pk, "officer": pairing.officer_id}
    response = sign_in("staff").post(url("pairing_create"), {**data, "starts_on": "2022-04-01"})
    made = Pairing.objects.latest("pk")
    assert response["Location"] == url("pairing_detail", made.pk)
    assert sign_in("leader").post(url("pairing_approve", made.pk)).status_code == 302
    made.refresh_from_db()
    assert made.state == Pairing.State.ACTIVE


def test_a_refused_proposal_says_why_beside_the_field(sign_in, town):
    pairing = PairingFactory(village__town=town)
    data = {"village": pairing.village_id, "officer": pairing.officer_id, "starts_on": "2030-01-01"}
    response = sign_in("staff").post(url("pairing_create"), data)
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"officer"}


def test_a_taken_village_answers_409_and_names_the_holder(sign_in, pairing):
    waiting = PairingFactory(village=pairing.village)
    client = sign_in("leader")
    assert str(pairing.officer) in client.get(url("pairing_detail", waiting.pk)).content.decode()
    response = client.post(url("pairing_approve", waiting.pk))
    assert response.status_code == 409
    assert str(pairing.officer) in response.content.decode()


def test_ending_asks_for_the_day_and_the_reason(sign_in, pairing):
    client = sign_in("staff")
    assert client.post(url("pairing_end", pairing.pk), {"ends_on": "2022-09-30"}).status_code == 400
    client.post(url("pairing_end", pairing.pk), {"ends_on": "2022-09-30", "reason": "调动"})
    pairing.refresh_from_db()
    assert (pairing.state, pairing.ends_on) == (Pairing.State.ENDED, date(2022, 9, 30))


def test_a_liaison_records_the_quarters_meeting(sign_in, pairing, town):
    client = sign_in("liaison")
    address = f"{url('meeting_create')}?quarter=2022Q3"
    page = client.get(address)
    assert page.context["form"].fields["chair"].initial == "陈志强"
    choice = f"officer_{pairing.officer_id}"
    assert page.context["form"].fields[choice].initial == "present"
    response = client.post(address, {"held_on": "2022-08-12", "agreed": "送苗到户", choice: "leave"})
    meeting = Meeting.objects.get()
    assert response["Location"] == url("meeting_detail", meeting.pk)
    assert (meeting.town, meeting.quarter, meeting.state) == (town, "2022Q3", Meeting.State.HELD)
    assert meeting.attendances.get().status == "leave"


def test_a_second_meeting_of_a_quarter_is_refused_in_words(sign_in, pairing, town):
    MeetingFactory(town=town)
    data = {"held_on": "2022-09-01", f"officer_{pairing.officer_id}": "present"}
    response = sign_in("liaison").post(f"{url('meeting_create')}?quarter=2022Q3", data)
    assert response.status_code == 200
    assert town.name in str(response.context["form"].non_field_errors())


def test_the_county_chooses_a_town_first(sign_in, town):
    client = sign_in("staff")
    assert "pairings/meeting_choose.html" in [t.name for t in client.get(url("meeting_create")).templates]
    page = client.get(f"{url('meeting_create')}?town={town.code}&quarter=2022Q3")
    assert page.context["town"] == town


def test_a_town_says_why_a_quarter_had_no_meeting(sign_in, pairing):
    response = sign_in("liaison").post(f"{url('meeting_skip_quarter')}?quarter=2022Q3", {"reason": "防汛抢险"})
    assert response.status_code == 302
    assert Meeting.objects.get().reason == "防汛抢险"


def test_a_planned_meeting_is_held_on_its_own_page(sign_in, pairing, town):
    planned = MeetingFactory(town=town, draft=True, state=Meeting.State.OPEN)
    data = {"held_on": "2022-08-12", f"officer_{pairing.officer_id}": "present"}
    assert sign_in("liaison").post(url("meeting_hold", planned.pk), data).status_code == 302
    planned.refresh_from_db()
    assert planned.state == Meeting.State.HELD


def test_the_matrix_shows_held_skipped_and_missing_quarters(sign_in, pairing, town, other_town):
    MeetingFactory(town=town)
    MeetingFactory(town=town, quarter="2022Q2", skipped=True)
    MeetingFactory(town=other_town)
    matrix = sign_in("staff").get(f"{url('meeting_list')}?year=2022").context["matrix"]
    cells = {line.town: [cell.status for cell in line.cells] for line in matrix.lines}
    assert cells == {
        town: ["missing", "skipped", "held", "missing"],
        other_town: ["free", "free", "held", "free"],
    }
    assert (matrix.held, matrix.missing) == (2, 2)


def test_the_matrix_of_a_liaison_is_the_own_town(sign_in, pairing, town):
    PairingFactory(active=True)
    matrix = sign_in("liaison").get(f"{url('meeting_list')}?year=2022").context["matrix"]
    assert [line.town for line in matrix.lines] == [town]


@pytest.mark.parametrize("year", ["", "x", "0", "99999", "２０２２", "-1"])
def test_a_strange_year_shows_the_present_one(sign_in, year):
    assert sign_in("staff").get(url("meeting_list"), {"year": year}).status_code == 200


def contribution(pairing, **values):
    return {
        "carrier": "capital",
        "title": "修建产业路",
        "happened_on": "2022-08-02",
        "village": pairing.village_id,
        "share": "100",
        **values,
    }


def test_quantities_are_typed_as_people_write_them(sign_in, pairing):
    data = contribution(
        pairing, metric_1="funds_attracted", amount_1="120万", metric_3="jobs_created", amount_3="2000余"
    )
    response = sign_in("liaison").post(url("contribution_create"), data)
    fact = Contribution.objects.get()
    assert response["Location"] == url("contribution_detail", fact.pk)
    assert [str(row) for row in fact.outcomes.all()] == ["新增稳定就业岗位 2000余个", "招引资金（到位） 120万元"]
    assert fact.officer == pairing.officer


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
        ({"metric_1": "donations", "amount_1": "1", "metric_2": "donations", "amount_2": "2"}, "metric_2"),
        ({"happened_on": "2099-01-01"}, "happened_on"),
        ({"share": "120"}, "share"),
    ],
)
def test_a_fault_stands_beside_its_field(sign_in, pairing, row, field):
    response = sign_in("liaison").post(url("contribution_create"), contribution(pairing, **row))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Contribution.objects.exists()


def test_a_form_offers_only_places_and_people_in_sight(sign_in, pairing):
    other = PairingFactory(active=True)
    page = sign_in("liaison").get(url("contribution_create")).content.decode()
    assert str(pairing.village) in page
    assert str(other.village) not in page
    assert str(other.officer) not in page
    response = sign_in("liaison").post(url("contribution_create"), contribution(other))
    assert "village" in response.context["form"].errors


def test_an_officer_is_asked_neither_scope_nor_officer(sign_in, officer_user, pairing):
    pairing.officer.user = officer_user
    pairing.officer.save(update_fields=["user"])
    form = sign_in("officer_user").get(url("contribution_create")).context["form"]
    assert {"scope", "officer"} & set(form.fields) == set()
    assert form.fields["village"].initial == pairing.village


def test_no_form_sets_a_state(sign_in, pairing):
    sign_in("staff").post(url("contribution_create"), contribution(pairing, scope="officers", state="county_confirmed"))
    assert Contribution.objects.get().state == Contribution.State.REPORTED


def test_evidence_goes_in_with_the_report_and_comes_out_as_an_attachment(sign_in, pairing):
    file = SimpleUploadedFile("银行回单.pdf", b"%PDF-1.7 x")
    client = sign_in("liaison")
    client.post(url("contribution_create"), contribution(pairing, evidence=[file]))
    row = Contribution.objects.get().evidence.get()
    assert "银行" not in row.file.name
    response = client.get(url("evidence_download", row.pk))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_bad_file_takes_the_whole_report_back(sign_in, pairing):
    file = SimpleUploadedFile("a.exe", b"MZ")
    response = sign_in("liaison").post(url("contribution_create"), contribution(pairing, evidence=[file]))
    assert response.context["form"].errors
    assert not Contribution.objects.exists()


def test_evidence_is_only_for_those_who_see_the_fact(sign_in, staff, fact):
    row = evidence.attach(fact, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"), by=staff)
    assert sign_in("stranger").get(url("evidence_download", row.pk)).status_code == 404
    assert sign_in("officer_user").get(url("evidence_download", row.pk)).status_code == 404
    assert sign_in("administrator").get(url("evidence_download", row.pk)).status_code == 403
    assert sign_in("auditor").get(url("evidence_download", row.pk)).status_code == 200


def test_evidence_is_added_until_the_fact_is_confirmed(sign_in, fact):
    client = sign_in("staff")

    def send(pk):
        return client.post(url("contribution_attach", pk), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")})

    assert send(fact.pk).status_code == 302
    assert send(ContributionFactory(confirmed=True).pk).status_code == 400
    assert client.post(url("contribution_attach", fact.pk), {}).status_code == 400


def test_a_change_keeps_the_quantities_that_stand_in_the_form(sign_in, fact):
    client = sign_in("staff")
    form = client.get(url("contribution_update", fact.pk)).context["form"]
    assert (form.fields["metric_1"].initial, form.fields["amount_1"].initial) == ("jobs_created", "12个")
    data = contribution(fact, scope="officers", officer=fact.officer_id, metric_1="jobs_created", amount_1="15个")
    assert client.post(url("contribution_update", fact.pk), data).status_code == 302
    assert str(fact.outcomes.get()) == "新增稳定就业岗位 15个"


def test_somebody_elses_save_in_between_is_not_overwritten(sign_in, fact):
    client = sign_in("staff")
    seen = client.get(url("contribution_update", fact.pk)).context["form"]["seen"].value()
    Contribution.objects.filter(pk=fact.pk).update(title="另一个标题")
    data = contribution(fact, scope="officers", officer=fact.officer_id, seen=seen)
    response = client.post(url("contribution_update", fact.pk), data)
    assert "另一个标题" in str(response.context["form"].non_field_errors())


@pytest.mark.parametrize("trait", ["verified", "confirmed"])
def test_a_verified_fact_has_no_form(sign_in, trait):
    assert sign_in("staff").get(url("contribution_update", ContributionFactory(**{trait: True}).pk)).status_code == 409


def test_a_confirmed_fact_is_corrected_by_a_dated_one(sign_in, pairing):
    confirmed = ContributionFactory(pairing=pairing, confirmed=True)
    address = f"{url('contribution_create')}?corrects={confirmed.pk}"
    data = contribution(pairing, metric_1="jobs_created", amount_1="-2", note="离岗两人")
    client = sign_in("liaison")
    assert client.post(address, data).status_code == 302
    assert Contribution.objects.get(corrects=confirmed).note == "离岗两人"
    assert (
        client.get(f"{url('contribution_create')}?corrects={ContributionFactory(pairing=pairing).pk}").status_code
        == 404
    )
    assert client.get(f"{url('contribution_create')}?corrects=x").status_code == 404


def test_buttons_are_only_those_that_the_rules_allow(sign_in, liaison, fact):
    def moves(who):
        buttons = sign_in(who).get(url("contribution_detail", fact.pk)).context["moves"]
        return {button.url.split("/")[-2] for button in buttons}

    assert moves("staff") == {"send-back", "withdraw"}
    assert moves("liaison") == {"verify", "send-back"}
    assert moves("leader") == set()


def test_the_way_of_a_fact_to_being_counted(sign_in, liaison, fact):
    assert sign_in("liaison").post(url("contribution_verify", fact.pk)).status_code == 302
    assert sign_in("staff").post(url("contribution_confirm", fact.pk)).status_code == 302
    assert list(Contribution.objects.confirmed()) == [fact]


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
def test_the_ledger_is_filtered(sign_in, fact, query, found):
    response = sign_in("staff").get(f"{url('contribution_list')}?{query}")
    assert len(response.context["listing"].page.object_list) == found


def test_the_ledgers_filters_offer_nothing_out_of_sight(sign_in, fact):
    other = ContributionFactory()
    page = sign_in("liaison").get(url("contribution_list")).content.decode()
    assert str(other.village) not in page
    assert str(other.officer) not in page
    assert str(other.town) not in page
