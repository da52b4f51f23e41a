"""What the database itself refuses."""

from jingyan.triggers import freeze, refuse
from officers.models.weights import NEED

_CONFIRMED = "A confirmed contribution never changes: enter a dated correction instead."
freeze("pairings_contribution", when="OLD.state = 'county_confirmed'", message=_CONFIRMED)
for _event, _contributions in {
    "INSERT": "NEW.contribution_id",
    # A quantity moves neither out of a confirmed contribution nor into one.
    "UPDATE": "OLD.contribution_id, NEW.contribution_id",
    "DELETE": "OLD.contribution_id",
}.items():
    refuse(
        f"pairings_outcome_frozen_{_event.lower()}",
        table="pairings_outcome",
        event=_event,
        condition=f"EXISTS (SELECT 1 FROM pairings_contribution contribution "
        f"WHERE contribution.id IN ({_contributions}) AND contribution.state = 'county_confirmed')",
        message=_CONFIRMED,
    )
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"pairing_officer_is_appointed_{_event.lower()}",
        table="pairings_pairing",
        event=_event,
        condition="NEW.officer_id <> "
        "(SELECT officer_id FROM officers_appointment WHERE id = NEW.appointment_id)",
        message="A pairing's officer is the one of its appointment.",
    )
freeze("pairings_needindex", message="A frozen need index never changes: choose again.")
freeze("pairings_needscore", message="A frozen need index never changes: choose again.")
# The weights that a frozen index was computed with never change either.
_weights_change = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in (*NEED, "need_clause"))
refuse(
    "measures_of_an_index_never_change",
    table="officers_measures",
    event="UPDATE",
    condition=f"({_weights_change}) "
    "AND EXISTS (SELECT 1 FROM pairings_needindex frozen WHERE frozen.measures_id = OLD.id)",
    message="measures_used_never_change: make a new version",
)
# The meaning of a metric never changes once contributions use it: a change is a new version.
_MEANING = ("code", "version", "name", "definition", "unit", "nature", "scope", "computed")
refuse(
    "metric_used_never_changes",
    table="pairings_metric",
    event="UPDATE",
    condition=f"({' OR '.join(f'NEW.{column} <> OLD.{column}' for column in _MEANING)}) "
    "AND EXISTS (SELECT 1 FROM pairings_outcome outcome WHERE outcome.metric_id = OLD.id)",
    message="A metric that contributions use never changes: make a new version.",
)
refuse(
    "metric_keeps_its_nature",
    table="pairings_metric",
    event="INSERT",
    condition="EXISTS (SELECT 1 FROM pairings_metric other "
    "WHERE other.code = NEW.code AND other.nature <> NEW.nature)",
    message="All versions of a metric are of one nature: what adds up otherwise is another metric.",
)
# Plans: what three parties sign stays as they signed it. A change is a new version.
_LOCKED = "A plan that is being signed or was signed never changes: make a new version."
_TERMS = ("pairing_id", "version", "starts_on", "ends_on", "goals", "support", "reason")
_plan_changes = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _TERMS)
_plan_of = "(SELECT state FROM pairings_plan WHERE id = {row}.plan_id)"
refuse(
    "plan_signed_never_changes",
    table="pairings_plan",
    event="UPDATE",
    condition="OLD.state = 'superseded' "
    "OR (OLD.state = 'signed' AND NEW.state NOT IN ('signed', 'superseded')) "
    f"OR (OLD.state <> 'draft' AND ({_plan_changes}))",
    message=_LOCKED,
)
refuse(
    "plan_signed_stays",
    table="pairings_plan",
    event="DELETE",
    condition="OLD.state <> 'draft'",
    message=_LOCKED,
)
refuse(
    "plan_needs_three_signatures",
    table="pairings_plan",
    event="UPDATE",
    condition="NEW.state = 'signed' AND OLD.state <> 'signed' "
    "AND (SELECT COUNT(*) FROM pairings_signature given WHERE given.plan_id = NEW.id) < 3",
    message="A plan is in force once town, village and officer have signed it.",
)
_UNSIGNED = "A signature is given while a plan is being signed, and stays."
refuse(
    "signature_is_given_while_signing",
    table="pairings_signature",
    event="INSERT",
    condition=f"{_plan_of.format(row='NEW')} <> 'signing'",
    message=_UNSIGNED,
)
refuse(
    "signature_never_changes",
    table="pairings_signature",
    event="UPDATE",
    condition="1 = 1",
    message=_UNSIGNED,
)
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
    condition=f"({_terms_change}) "
    f"AND (OLD.plan_id IS NULL OR {_plan_of.format(row='OLD')} <> 'draft')",
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
        condition="NEW.plan_id IS NOT NULL "
        "AND EXISTS (SELECT 1 FROM pairings_plan plan WHERE plan.id = NEW.plan_id "
        "AND (NEW.due_on < plan.starts_on OR NEW.due_on > plan.ends_on))",
        message="A promise is due between the first and the last day of its plan.",
    )
for _event, _link in {"INSERT": "NEW.promise_id", "DELETE": "OLD.promise_id"}.items():
    refuse(
        f"promise_keeps_its_demands_{_event.lower()}",
        table="pairings_promise_demands",
        event=_event,
        condition="EXISTS (SELECT 1 FROM pairings_promise promise "
        "JOIN pairings_plan plan ON plan.id = promise.plan_id "
        f"WHERE promise.id = {_link} AND plan.state <> 'draft')",
        message=_LOCKED,
    )
# Meetings: who came belongs to the town, the day to the quarter, and what is closed is final.
for _table, _what in {"pairings_attendance": "attendance", "pairings_meetingnote": "note"}.items():
    for _event in ("INSERT", "UPDATE"):
        refuse(
            f"{_what}_is_of_an_officer_of_the_town_{_event.lower()}",
            table=_table,
            event=_event,
            condition="EXISTS (SELECT 1 FROM pairings_meeting met WHERE met.id = NEW.meeting_id "
            "AND met.town_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pairings_pairing pair "
            "JOIN villages_village place ON place.id = pair.village_id WHERE pair.officer_id = "
            "NEW.officer_id "
            "AND place.town_id = met.town_id AND pair.state IN ('active', 'ended')))",
            message="A town's meeting is attended by officers who are paired in the town.",
        )
_day = "CAST(NEW.held_on AS text)"
_in_quarter = (
    f"substr({_day}, 1, 4) = substr(NEW.quarter, 1, 4) "
    f"AND (CAST(substr({_day}, 6, 2) AS integer) + 2) / 3 = CAST(substr(NEW.quarter, 6, 1) AS "
    "integer)"
)
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"meeting_day_outside_the_quarter_says_why_{_event.lower()}",
        table="pairings_meeting",
        event=_event,
        condition=f"NEW.held_on IS NOT NULL AND NEW.day_reason = '' AND NOT ({_in_quarter})",
        message="A meeting on a day outside its quarter says why.",
    )
_MINUTES = (
    "quarter",
    "place",
    "chair",
    "experience",
    "problems",
    "measures",
    "agreed",
    "guests",
    "day_reason",
    "state",
)
_minutes_change = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _MINUTES)
refuse(
    "meeting_closed_never_changes",
    table="pairings_meeting",
    event="UPDATE",
    condition=f"OLD.state = 'closed' AND ({_minutes_change} OR NEW.held_on <> OLD.held_on)",
    message="The minutes of a closed meeting never change.",
)
# Action points: verified by someone else, proved by a file if of high priority, never deleted.
for _event in ("INSERT", "UPDATE"):
    refuse(
        f"action_point_verifier_is_not_its_officer_{_event.lower()}",
        table="pairings_actionpoint",
        event=_event,
        condition="NEW.verified_by_id IS NOT NULL AND NEW.officer_id IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM officers_officer own WHERE own.id = NEW.officer_id AND own.user_id = "
        "NEW.verified_by_id)",
        message="The owner of an action point must not verify it.",
    )
    refuse(
        f"action_point_of_high_priority_needs_a_file_{_event.lower()}",
        table="pairings_actionpoint",
        event=_event,
        condition="NEW.priority = 'high' AND NEW.state <> 'open' AND NOT EXISTS "
        "(SELECT 1 FROM pairings_actionpointevidence file WHERE file.action_point_id = NEW.id)",
        message="An action point of high priority is done once a file shows it.",
    )
refuse(
    "action_point_verified_never_changes",
    table="pairings_actionpoint",
    event="UPDATE",
    condition="OLD.state = 'verified' AND NEW.state <> 'verified'",
    message="An action point that was verified never changes.",
)
refuse(
    "action_point_stays",
    table="pairings_actionpoint",
    event="DELETE",
    condition="1 = 1",
    message="What a meeting decided stays on file.",
)
freeze(
    "pairings_actionpointupdate",
    message="What was said of an action point never changes: add another line.",
)
refuse(
    "action_point_keeps_its_evidence",
    table="pairings_actionpointevidence",
    event="DELETE",
    condition="EXISTS (SELECT 1 FROM pairings_actionpoint point "
    "WHERE point.id = OLD.action_point_id AND point.state <> 'open')",
    message="Evidence of an action point that is done stays.",
)
