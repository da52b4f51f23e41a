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
