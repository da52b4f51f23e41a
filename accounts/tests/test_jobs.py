import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, Town
from accounts.tests.factories import TownFactory


@pytest.fixture
def handle(monkeypatch):
    """Put a handler in place for the length of one test."""

    def put(function):
        monkeypatch.setitem(jobs.HANDLERS, "sample", function)

    return put


def queued(by, key="2022Q3"):
    return jobs.enqueue("sample", key=key, title="Sample", by=by)


def expire(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_asking_twice_gives_one_job(staff):
    assert queued(staff) == queued(staff)
    assert Job.objects.count() == 1


def test_another_key_is_another_job(staff):
    assert queued(staff) != queued(staff, key="2022Q4")


def test_the_database_itself_refuses_a_second_waiting_job(staff):
    queued(staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="sample", key="2022Q3", title="Twin", created_by=staff)


def test_a_finished_job_may_be_asked_for_again(staff, handle):
    handle(lambda job, progress: lambda: "/done/")
    first = queued(staff)
    jobs.run_due()
    assert queued(staff) != first


def test_a_job_ends_with_its_result_and_progress(staff, handle):
    def work(job, progress):
        progress(3, 4)
        assert Job.objects.get().percent == 75
        return lambda: "/reports/7/"

    handle(work)
    queued(staff)
    assert jobs.run_due() == 1
    job = Job.objects.get()
    assert (job.state, job.result_url, job.percent) == (Job.State.DONE, "/reports/7/", 100)
    assert job.finished_at


def test_a_refused_job_fails_at_once_with_its_reason(staff, handle):
    def work(job, progress):
        raise jobs.JobRefused("The quarter has not closed yet.")

    handle(work)
    queued(staff)
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.error, job.attempts) == (
        Job.State.FAILED,
        "The quarter has not closed yet.",
        1,
    )


def test_a_fault_is_tried_three_times_then_fails(staff, handle):
    def work(job, progress):
        raise ZeroDivisionError

    handle(work)
    queued(staff)
    jobs.run_due()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.FAILED, jobs.MAX_ATTEMPTS)
    assert "ZeroDivisionError" not in job.error


def test_a_job_held_by_a_living_worker_is_left_alone(staff):
    queued(staff)
    jobs.claim()
    assert jobs.claim() is None


def test_the_job_of_a_dead_worker_is_taken_over_after_its_lease(staff, handle):
    handle(lambda job, progress: lambda: "/done/")
    queued(staff)
    dead = jobs.claim()
    expire(dead)
    assert jobs.run_due() == 1
    assert Job.objects.get().attempts == 2


def test_who_lost_the_lease_writes_nothing(staff, handle):
    queued(staff)
    slow = jobs.claim()
    expire(slow)
    quick = jobs.claim()
    handle(lambda job, progress: lambda: str(TownFactory(name=f"by {job.lease_token}")))
    jobs.run(slow)
    assert not Town.objects.exists()
    assert Job.objects.get().state == Job.State.RUNNING
    jobs.run(quick)
    assert Town.objects.count() == 1


def test_who_lost_the_lease_hears_it_at_the_next_step(staff):
    queued(staff)
    slow = jobs.claim()
    expire(slow)
    jobs.claim()
    with pytest.raises(jobs.LeaseLost):
        jobs.Progress(slow)(1, 2)


def test_progress_renews_the_lease(staff):
    queued(staff)
    job = jobs.claim()
    expire(job)
    jobs.Progress(job)(1, 2)
    assert Job.objects.get().lease_until > timezone.now()


def test_a_job_cut_off_too_often_fails(staff):
    queued(staff)
    for _ in range(jobs.MAX_ATTEMPTS):
        expire(jobs.claim())
    assert jobs.claim().state == Job.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_result_and_end_are_committed_together(staff, handle):
    def commit():
        TownFactory(name="half done")
        raise ConnectionError

    handle(lambda job, progress: commit)
    queued(staff)
    jobs.run_due()
    assert not Town.objects.exists()
    assert Job.objects.get().state == Job.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_the_end_is_written_inside_the_transaction_of_the_result(staff, handle):
    def commit():
        assert connection.in_atomic_block
        return "/done/"

    handle(lambda job, progress: commit)
    queued(staff)
    jobs.run_due()
    assert Job.objects.get().state == Job.State.DONE


def test_a_failed_job_can_be_queued_again(staff, handle, client):
    failed = queued(staff)
    Job.objects.filter(pk=failed.pk).update(state=Job.State.FAILED, lease_token=uuid.uuid4())
    client.force_login(staff)
    assert client.post(f"/system/jobs/{failed.pk}/retry/").status_code == 302
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_a_job_that_did_not_fail_is_not_queued_again(staff, client):
    job = queued(staff)
    client.force_login(staff)
    assert client.post(f"/system/jobs/{job.pk}/retry/").status_code == 409


def test_others_jobs_are_out_of_sight(staff, staff2, client):
    job = queued(staff)
    client.force_login(staff2)
    assert client.get(f"/system/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/system/jobs/{job.pk}/retry/").status_code == 404


def test_htmx_gets_the_progress_alone(staff, client):
    job = queued(staff)
    client.force_login(staff)
    page = client.get(f"/system/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in page
    assert "<html" not in page


def test_the_result_of_a_job_is_offered_to_those_who_may_open_it(client, staff, administrator):
    done = {
        "state": Job.State.DONE,
        "result_url": "/reports/",
        "kind": "sample",
        "key": "1",
        "title": "2022",
    }
    job = Job.objects.create(created_by=staff, finished_at=timezone.now(), **done)
    for user, offered in ((staff, True), (administrator, False)):
        client.force_login(user)
        page = client.get(f"/system/jobs/{job.pk}/")
        assert page.status_code == 200
        assert ('class="btn btn-primary" href="/reports/"' in page.text) is offered
