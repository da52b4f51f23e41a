"""The colour of a state: one table for every ledger and record. The word is always printed beside
it.
"""

_STATES_OF: dict[str, str] = {
    "idle": "draft queued returned",
    "busy": (
        "submitted reviewed inspected publicised proposed open reported town_verified running "
        "signing promised"
        " delivering taken_up computing scored planned good going_on"
    ),
    "good": (
        "active approved final issued verified county_confirmed met held closed done delivered "
        "cleared appointed signed"
        " excellent used on_time well_done"
    ),
    "warn": (
        "suspended elsewhere overdue appealed estimated reserve due "
        "to_improve needs_support not_yet"
    ),
    "bad": "failed not_passed rejected broken upheld not_feasible void missing late",
    "past": "ended expired renewed resigned dismissed withdrawn superseded skipped continued",
}
TONES: dict[str, str] = {
    state: tone for tone, states in _STATES_OF.items() for state in states.split()
}


def tone(state: object) -> str:
    """The tone (`idle`, `busy`, `good`, `warn`, `bad` or `past`) that a state is shown in."""
    return TONES.get(str(state), "idle")
