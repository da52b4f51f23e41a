"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse
from officers.models.weights import NEED

_CONFIRMED = "A confirmed contribution never changes: enter a dated correction instead."
freeze("pairings_contribution", when="OLD.state = 'county_confirmed'", message=_CONFIRMED)
for _event, _facts in {
    "INSERT": "NEW.contribution_id",
    # A quantity moves neither out of a confirmed fact nor into one.
    "UPDATE": "OLD.contribution_id, NEW.contribution_id",
    "DELETE": "OLD.contribution_id",
}.items():
    refuse(
        f"pairings_outcome_frozen_{_event.lower()}",
        table="pairings_outcome",
        event=_event,
        condition=f"EXISTS (SELECT 1 FROM pairings_contribution fact "
        f"WHERE fact.id IN ({_facts}) AND fact.state = 'county_confirmed')",
        message=_CONFIRMED,
    )
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"pairing_officer_is_appointed_{_event.lower()}",
        table="pairings_pairing",
        event=_event,
        condition="NEW.officer_id <> (SELECT officer_id FROM officers_appointment WHERE id = NEW.appointment_id)",
        message="A pairing's officer is the one of its appointment.",
    )
freeze("pairings_needindex", message="A frozen need index never changes: choose anew.")
freeze("pairings_needscore", message="A frozen need index never changes: choose anew.")
# The weights that a frozen index was computed with stand still as well.
refuse(
    "measures_of_an_index_never_change",
    table="officers_measures",
    event="UPDATE",
    condition=f"({' OR '.join(f'NEW.{column} <> OLD.{column}' for column in (*NEED, 'need_clause'))}) "
    "AND EXISTS (SELECT 1 FROM pairings_needindex frozen WHERE frozen.measures_id = OLD.id)",
    message="measures_used_never_change: make a new version",
)
# What a metric counts stands still once facts rest on it: a change is a new version.
_MEANING = ("code", "version", "name", "definition", "unit", "nature", "scope", "computed")
refuse(
    "metric_used_never_changes",
    table="pairings_metric",
    event="UPDATE",
    condition=f"({' OR '.join(f'NEW.{column} <> OLD.{column}' for column in _MEANING)}) "
    "AND EXISTS (SELECT 1 FROM pairings_outcome fact WHERE fact.metric_id = OLD.id)",
    message="A metric that facts use never changes: make a new version.",
)
# Plans: what three parties sign stays as they signed it. A change is a new version.
_LOCKED = "A plan that is being signed or was signed never changes: make a new version."
_TERMS = ("pairing_id", "version", "starts_on", "ends_on", "goals", "support", "reason")
_plan_of = "(SELECT state FROM pairings_plan WHERE id = {row}.plan_id)"
refuse(
    "plan_signed_never_changes",
    table="pairings_plan",
    event="UPDATE",
    condition="OLD.state = 'superseded' OR (OLD.state = 'signed' AND NEW.state NOT IN ('signed', 'superseded')) "
    f"OR (OLD.state <> 'draft' AND ({' OR '.join(f'NEW.{column} <> OLD.{column}' for column in _TERMS)}))",
    message=_LOCKED,
)
refuse("plan_signed_stays", table="pairings_plan", event="DELETE", condition="OLD.state <> 'draft'", message=_LOCKED)
refuse(
    "plan_needs_three_signatures",
    table="pairings_plan",
    event="UPDATE",
    condition="NEW.state = 'signed' AND OLD.state <> 'signed' "
    "AND (SELECT COUNT(*) FROM pairings_signature given WHERE given.plan_id = NEW.id) < 3",
    message="A plan is in force once town, village and officer have signed it.",
)
_UNSIGNED = "A signature stands under a plan that is being signed, and stays."
refuse(
    "signature_is_given_while_signing",
    table="pairings_signature",
    event="INSERT",
    condition=f"{_plan_of.format(row='NEW')} <> 'signing'",
    message=_UNSIGNED,
)
refuse("signature_never_changes", table="pairings_signature", event="UPDATE", condition="1 = 1", message=_UNSIGNED)
refuse(
    "signature_stays",
    table="pairings_signature",
    event="DELETE",
    condition=f"{_plan_of.format(row='OLD')} IN ('signed', 'superseded')",
    message=_UNSIGNED,
)
# Promises: their terms are the plan's, their life is their own until they are settled.
_SAME = ("title", "due_on", "owner_id", "village_id", "unit", "qualifier")
_MAYBE = ("value", "budget", "plan_id")
_terms_change = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in _SAME]
    + [f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)" for column in _MAYBE]
)
refuse(
    "promise_terms_never_change",
    table="pairings_promise",
    event="UPDATE",
    condition=f"({_terms_change}) AND (OLD.plan_id IS NULL OR {_plan_of.format(row='OLD')} <> 'draft')",
    message=_LOCKED,
)
refuse(
    "promise_settled_never_changes",
    table="pairings_promise",
    event="UPDATE",
    condition="OLD.state IN ('verified', 'broken') AND NEW.state <> OLD.state",
    message="A promise that was verified or broken never changes.",
)
refuse(
    "promise_joins_drafts_only",
    table="pairings_promise",
    event="INSERT",
    condition=f"NEW.plan_id IS NOT NULL AND {_plan_of.format(row='NEW')} <> 'draft'",
    message=_LOCKED,
)
refuse(
    "promise_stays",
    table="pairings_promise",
    event="DELETE",
    condition=f"OLD.plan_id IS NULL OR {_plan_of.format(row='OLD')} <> 'draft'",
    message="What was promised stays on file: declare it broken and say why.",
)
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"promise_is_due_within_its_plan_{_event.lower()}",
        table="pairings_promise",
        event=_event,
        condition="NEW.plan_id IS NOT NULL AND EXISTS (SELECT 1 FROM pairings_plan plan WHERE plan.id = NEW.plan_id "
        "AND (NEW.due_on < plan.starts_on OR NEW.due_on > plan.ends_on))",
        message="A promise is due between the first and the last day of its plan.",
    )
for _event, _link in {"INSERT": "NEW.promise_id", "DELETE": "OLD.promise_id"}.items():
    refuse(
        f"promise_keeps_its_demands_{_event.lower()}",
        table="pairings_promise_demands",
        event=_event,
        condition="EXISTS (SELECT 1 FROM pairings_promise promise JOIN pairings_plan plan ON plan.id = promise.plan_id "
        f"WHERE promise.id = {_link} AND plan.state <> 'draft')",
        message=_LOCKED,
    )
