"""The national list of divisions: what a load changes, and which files are refused."""

import gzip
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Town, TrailEntry
from villages.divisions import short_name
from villages.models import Village

pytestmark = pytest.mark.django_db

JINGYAN = Path(__file__).parents[1] / "data" / "divisions-jingyan.csv"
HEADER = "village_code,village_name,town_code,town_name,county_code,county_name"
ROW = "511124100201,同心村村民委员会,511124100,马踏镇,511124,井研县"


def load(path, *options):
    out = io.StringIO()
    call_command("import_divisions", str(path), *options, stdout=out)
    return out.getvalue()


def refusal(path):
    err = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_divisions", str(path), stdout=io.StringIO(), stderr=err)
    assert not Town.objects.exists()
    assert not Village.objects.exists()
    return caught.value.returncode, err.getvalue() + str(caught.value)


def file_of(tmp_path, *rows, header=HEADER, encoding="utf-8"):
    path = tmp_path / "list.csv"
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


def test_the_shipped_list_holds_the_whole_county():
    assert load(JINGYAN).split("\n")[:2] == [
        "towns: 15 created, 0 updated, 0 unchanged",
        "villages: 119 created, 0 updated, 0 unchanged",
    ]
    kinds = Town.objects.values_list("kind", flat=True)
    assert (list(kinds).count("town"), list(kinds).count("subdistrict")) == (14, 1)
    assert Village.objects.filter(kind="village").count() == 96
    assert Village.objects.filter(kind="community").count() == 23
    assert Village.objects.get(name="田家沟村").town.name == "纯复镇"
    assert Village.objects.get(code="511124001001").name == "民主街社区"
    assert not Village.objects.filter(name__contains="委").exists()
    assert list(Town.objects.values_list("code", flat=True)) == sorted(
        Town.objects.values_list("code", flat=True)
    )


def test_a_second_load_changes_nothing_and_spares_what_the_office_entered():
    load(JINGYAN)
    Village.objects.filter(name="田家沟村").update(
        tier="provincial", in_programme=True, lead_industry="柑橘"
    )
    assert (
        load(JINGYAN)
        == "towns: 0 created, 0 updated, 15 unchanged\nvillages: 0 created, 0 updated, 119 unchanged\n"
    )
    village = Village.objects.get(name="田家沟村")
    assert (village.tier, village.in_programme, village.lead_industry) == (
        "provincial",
        True,
        "柑橘",
    )
    assert TrailEntry.objects.filter(act="import").count() == 2


def test_a_renamed_town_is_updated(tmp_path):
    load(file_of(tmp_path, ROW))
    out = load(file_of(tmp_path, ROW.replace("马踏镇", "马踏街道")))
    assert (
        out
        == "towns: 0 created, 1 updated, 0 unchanged\nvillages: 0 created, 0 updated, 1 unchanged\n"
    )
    assert Town.objects.get().kind == Town.Kind.SUBDISTRICT


def test_a_renamed_town_is_in_the_trail_with_both_names(tmp_path):
    load(file_of(tmp_path, ROW))
    load(file_of(tmp_path, ROW.replace("马踏镇", "马踏街道")))
    entry = TrailEntry.objects.get(target="accounts.Town")
    assert (entry.act, entry.by, entry.target_id) == ("change", "import", Town.objects.get().pk)
    assert entry.changes == {"name": ["马踏镇", "马踏街道"], "kind": ["town", "subdistrict"]}


def test_columns_may_be_in_any_order_with_others_between(tmp_path):
    path = file_of(
        tmp_path,
        "井研县,x,511124100201,同心村村民委员会,511124100,马踏镇,511124",
        header="county_name,note,village_code,village_name,town_code,town_name,county_code",
    )
    load(path)
    assert Village.objects.get().name == "同心村"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_usual_encodings_are_read(tmp_path, encoding):
    load(file_of(tmp_path, ROW, encoding=encoding))
    assert Village.objects.get().full_name == "同心村村民委员会"


def test_a_packed_file_is_read_and_one_county_of_it_may_be_taken(tmp_path):
    other = "511102001001,江边社区居民委员会,511102001,海棠街道,511102,市中区"
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(f"{HEADER}\n{ROW}\n{other}".encode()))
    load(path, "--county", "511124")
    assert Village.objects.get().code == "511124100201"
    load(path)
    assert Village.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([ROW, ROW], "list.csv!3 village_code: 511124100201"),
        ([ROW.replace("511124100201", "51112410020")], "list.csv!2 village_code: 51112410020"),
        ([ROW.replace("511124100201", "51112410020X")], "list.csv!2 village_code: 51112410020X"),
        ([ROW.replace("511124100201", "511124101201")], "list.csv!2 village_code: 511124101201"),
        ([ROW.replace(",511124,", ",511125,")], "list.csv!2 town_code: 511124100"),
        ([ROW, "511124100202,新村,511124100,别名镇,511124,井研县"], "list.csv!3 town_name: 别名镇"),
        ([ROW, "511124100202,,511124100,马踏镇,511124,井研县"], "list.csv!3 village_name: "),
        ([ROW, "511124100202,新村,511124100,马踏镇,511124"], "list.csv!3 county_name: "),
        ([ROW.replace("同心村", "同" * 90)], "list.csv!2 village_name: "),
        ([ROW.replace("同心村", "同\0心村")], "list.csv!2 village_name: "),
        ([ROW.replace("马踏镇", "马\x1b踏镇")], "list.csv!2 town_name: "),
    ],
)
def test_a_faulty_row_refuses_the_whole_file_and_is_named(tmp_path, rows, place):
    returncode, said = refusal(file_of(tmp_path, *rows))
    assert returncode == 1
    assert place in said


def test_a_missing_column_is_named(tmp_path):
    returncode, said = refusal(file_of(tmp_path, ROW, header=HEADER.replace("town_code", "town")))
    assert returncode == 1
    assert "town_code" in said


def test_files_that_are_no_table_are_refused(tmp_path):
    for name, data in {
        "empty.csv": b"",
        "head.csv": HEADER.encode(),
        "bad.csv.gz": b"no archive",
        "cut.csv.gz": gzip.compress(HEADER.encode() * 100)[:-20],
        "utf16.csv": HEADER.encode("utf-16"),
        "quote.csv": f'{HEADER}\n"511124'.encode(),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert refusal(path)[0] == 1, name


def test_a_missing_file_is_wrong_use(tmp_path):
    assert refusal(tmp_path / "none.csv")[0] == 2
    assert refusal(tmp_path)[0] == 2


@pytest.mark.parametrize(
    ("full_name", "name"),
    [
        ("民主街社区居民委员会", "民主街社区"),
        ("水井坊社区居委会", "水井坊社区"),
        ("田家沟村村民委员会", "田家沟村"),
        ("田家沟村委会", "田家沟村"),
        ("王家村民委员会", "王家村"),
        ("黄桷村村委员会", "黄桷村"),
        ("永寿社区村民委员会", "永寿社区"),
        ("河坝街居委会", "河坝街社区"),
        ("联合社区居民居委会", "联合社区"),
        ("渡口社区委员会", "渡口社区"),
        ("委只洛村村民委员会", "委只洛村"),
        ("古城社区", "古城社区"),
        ("村民委员会", "村民委员会"),
    ],
)
def test_names_drop_their_committee(full_name, name):
    assert short_name(full_name) == name
