"""Small sheets of made-up people."""

from accounts.models import User
from accounts.registers import Report, import_sheet
from officers.tests.factories import id_number

HEAD = (
    "id_number,name,phone,political_affiliation,education,enterprise_credit_code,enterprise_name,channel,recommender,"
    "willing_on,batch,appointed_on,ends_on,document_number"
)


def row(n: int, **changes: str) -> str:
    """The cells of the n-th made-up person: a draft registration unless `changes` name a term."""
    cells = {
        "id_number": id_number(n),
        "name": f"陈试{n}",
        "phone": "19900000001",
        "political_affiliation": "群众",
        "education": "大专",
        "enterprise_credit_code": "",
        "enterprise_name": "",
        "channel": "自荐",
        "recommender": "",
        "willing_on": "2021年12月1日",
        "batch": "",
        "appointed_on": "",
        "ends_on": "",
        "document_number": "",
    }
    return ",".join((cells | changes).values())


def run(by: User, *rows: str, head: str = HEAD, register: str = "officers") -> Report:
    """Import rows under a heading."""
    return import_sheet(register, "\n".join([head, *rows]).encode(), "名册.csv", by=by)


def faults(report: Report) -> list[tuple[int, str]]:
    """The positions of the faults."""
    return [(fault.row, fault.heading) for fault in report.faults]
