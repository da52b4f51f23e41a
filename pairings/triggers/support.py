"""What the database itself refuses about liaisons, hand-overs and the support of pairs."""

from jingyan.triggers import freeze, refuse

# SQLite adds amounts as floats: less than a tenth of a cent is no difference.
_SLACK = "0.001"
_FAR = "'9999-12-31'"

for _event, _self in {"INSERT": "", "UPDATE": "AND other.id <> OLD.id "}.items():
    refuse(
        f"liaison_terms_do_not_overlap_{_event.lower()}",
        table="pairings_liaison",
        event=_event,
        condition="EXISTS (SELECT 1 FROM pairings_liaison other "
        f"WHERE other.town_id = NEW.town_id {_self}"
        f"AND other.starts_on <= COALESCE(NEW.ends_on, {_FAR}) AND COALESCE(other.ends_on, "
        f"{_FAR}) >= NEW.starts_on)",
        message="A town has one liaison at a time.",
    )
    refuse(
        f"allocations_stay_within_the_budget_{_event.lower()}",
        table="pairings_fundallocation",
        event=_event,
        condition="NEW.amount + "
        "(SELECT COALESCE(SUM(other.amount), 0) FROM pairings_fundallocation other "
        f"WHERE other.fund_id = NEW.fund_id {_self}) "
        f"> {_SLACK} + (SELECT fund.amount FROM pairings_workfund fund WHERE fund.id = "
        "NEW.fund_id)",
        message="More would be allocated than the budget line has.",
    )
    refuse(
        f"uses_stay_within_the_allocation_{_event.lower()}",
        table="pairings_funduse",
        event=_event,
        condition="NEW.state = 'entered' "
        "AND NEW.amount + (SELECT COALESCE(SUM(other.amount), 0) FROM pairings_funduse other "
        f"WHERE other.allocation_id = NEW.allocation_id AND other.state = 'entered' {_self}) "
        f"> {_SLACK} + (SELECT own.amount FROM pairings_fundallocation own WHERE own.id = "
        "NEW.allocation_id)",
        message="More would be spent than was allocated.",
    )
    refuse(
        f"use_is_of_its_funds_year_{_event.lower()}",
        table="pairings_funduse",
        event=_event,
        condition="NEW.year <> (SELECT fund.year FROM pairings_fundallocation own "
        "JOIN pairings_workfund fund ON fund.id = own.fund_id WHERE own.id = NEW.allocation_id)",
        message="A use counts in the year of its budget line.",
    )
refuse(
    "budget_covers_what_is_allocated",
    table="pairings_workfund",
    event="UPDATE",
    condition=f"NEW.amount + {_SLACK} < "
    "(SELECT COALESCE(SUM(own.amount), 0) FROM pairings_fundallocation own WHERE own.fund_id = "
    "NEW.id) "
    "OR (NEW.year <> OLD.year AND EXISTS (SELECT 1 FROM pairings_fundallocation own WHERE "
    "own.fund_id = NEW.id))",
    message="A budget line never falls below what is allocated of it.",
)
refuse(
    "allocation_covers_what_is_used",
    table="pairings_fundallocation",
    event="UPDATE",
    condition="NEW.fund_id <> OLD.fund_id OR NEW.pairing_id <> OLD.pairing_id OR "
    f"NEW.amount + {_SLACK} < (SELECT COALESCE(SUM(one.amount), 0) FROM pairings_funduse one "
    "WHERE one.allocation_id = NEW.id AND one.state = 'entered')",
    message="An allocation never falls below what was used of it.",
)
_TERMS = ("allocation_id", "year", "used_on", "amount", "purpose", "voucher_number")
_terms_change = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _TERMS)
refuse(
    "fund_use_never_changes",
    table="pairings_funduse",
    event="UPDATE",
    condition=f"OLD.state = 'void' OR {_terms_change}",
    message="What was spent never changes: declare it void and enter it again.",
)
refuse(
    "fund_use_stays",
    table="pairings_funduse",
    event="DELETE",
    condition="1 = 1",
    message="What was spent stays on file: declare it void.",
)
# The list of a hand-over never changes after the day it was made.
freeze("pairings_handoveritem", message="What was handed over never changes.")
freeze("pairings_handoversignature", message="A signature stays as it was given.")
freeze(
    "pairings_handover", when="OLD.state = 'signed'", message="A signed hand-over never changes."
)
refuse(
    "hand_over_needs_two_signatures",
    table="pairings_handover",
    event="UPDATE",
    condition="NEW.state = 'signed' AND OLD.state <> 'signed' "
    "AND (SELECT COUNT(*) FROM pairings_handoversignature given WHERE given.hand_over_id = "
    "NEW.id) < 2",
    message="A hand-over is done once both sides have signed it.",
)
for _table in ("pairings_handoveritem", "pairings_handoversignature"):
    refuse(
        f"{_table}_joins_an_open_one",
        table=_table,
        event="INSERT",
        condition="'open' <> "
        "(SELECT state FROM pairings_handover own WHERE own.id = NEW.hand_over_id)",
        message="A signed hand-over never changes.",
    )
