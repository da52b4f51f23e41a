"""What every installation starts with: a first version of the management measures."""

from datetime import date

from officers.models import Measures


def load() -> None:
    """The trial version. The county's own text was not at hand: the office edits numbers and clauses."""
    if not Measures.objects.exists():
        Measures.objects.create(
            version=1,
            name="《“特聘村官”管理办法（试行）》",
            starts_on=date(2021, 1, 1),
        )
