"""Who may call what: the policy, written by hand and compared with what the system does by `test_matrix`.

One line a URL: its name, the methods that it answers, the roles it is for, and the kind of record in its address ("-" for
none). Nothing here is read from the code under test; a change of the rules is a change of this table.
"""

from dataclasses import dataclass

# a administrator · s county staff · l town liaison · d county leader · o village officer · u auditor
LETTERS = {
    "administrator": "a",
    "staff": "s",
    "liaison": "l",
    "stranger": "l",
    "leader": "d",
    "officer": "o",
    "other_officer": "o",
    "auditor": "u",
}
ACTORS = ("anonymous", *LETTERS)
READ = frozenset({"GET", "HEAD"})
METHODS = {"R": READ, "P": frozenset({"POST"}), "F": READ | {"POST"}}

# R is read, F a page with a form, P a step that is posted. "d/sldou": the record decides on the roles (the measures may do
# without a leader), so that all of sldou are told whether there is one before d is asked for. "s/slo": beside the staff, only
# who reported the contribution, which is none of the matrix's people.
TABLE = """
reports:home                            R  asldou  -
reports:dashboard                       R  sldu    -
reports:check_list                      R  sldu    -
reports:version_list                    R  asdu    -
reports:issue_list                      R  sldu    -
reports:issue_create                    F  sd      -
reports:issue_detail                    R  sldu    issue
reports:issue_file                      R  sldu    issue
reports:issue_approve                   P  d       issue
reports:issue_publish                   P  s       issue
reports:issue_withdraw                  P  s       issue
reports:figure_detail                   R  sldu    figure
evaluations:evaluation_list             R  sldou   -
evaluations:round_list                  R  sldou   -
evaluations:round_create                F  s       -
evaluations:round_detail                R  sldou   round
evaluations:round_approve               P  d       round
evaluations:round_publicise             F  s       round
evaluations:evaluation_detail           R  sldou   evaluation
evaluations:evaluation_update           F  s       evaluation
evaluations:evaluation_score            P  s       evaluation
evaluations:evaluation_restart          P  s       evaluation
evaluations:evaluation_review           P  s       evaluation
evaluations:evaluation_send_back        P  s       evaluation
evaluations:evaluation_approve          P  d       evaluation
pairings:match_matrix                   R  sdu     -
pairings:match_propose                  P  s       -
pairings:need_list                      R  sldu    -
pairings:need_detail                    R  sldu    village
pairings:need_choose                    F  s       -
pairings:ranking_list                   R  sdu     -
pairings:ranking_detail                 R  sdu     need_index
pairings:pairing_list                   R  sldou   -
pairings:pairing_create                 F  s       -
pairings:pairing_detail                 R  sldou   pairing
pairings:pairing_approve                P  sd      pairing
pairings:pairing_reject                 P  sd      pairing
pairings:pairing_end                    P  s       pairing
pairings:liaison_list                   R  sldou   -
pairings:liaison_create                 F  s       -
pairings:liaison_detail                 R  sldou   liaison
pairings:liaison_leave                  P  s       liaison
pairings:hand_over_list                 R  sldou   -
pairings:hand_over_detail               R  sldou   hand_over
pairings:hand_over_sign                 P  slo     hand_over
pairings:support_list                   R  sldou   -
pairings:support_detail                 R  sldou   pairing
pairings:office_update                  F  sl      village
pairings:office_photo_download          R  sldou   office_photo
pairings:work_fund_list                 R  sdu     -
pairings:work_fund_create               F  s       -
pairings:work_fund_detail               R  sdu     work_fund
pairings:work_fund_update               F  s       work_fund
pairings:work_fund_allocate             F  s       work_fund
pairings:fund_use_list                  R  sldou   -
pairings:fund_use_create                F  sl      -
pairings:fund_use_detail                R  sldou   fund_use
pairings:fund_use_void                  P  s       fund_use
pairings:fund_voucher_download          R  sldou   fund_voucher
pairings:policy_benefit_list            R  sldou   -
pairings:policy_benefit_create          F  s       -
pairings:policy_benefit_detail          R  sldou   policy_benefit
pairings:policy_benefit_update          F  s       policy_benefit
pairings:related_party_list             R  sldou   -
pairings:related_party_create           F  so      -
pairings:related_party_detail           R  sldou   related_party
pairings:related_party_end              P  s       related_party
pairings:plan_list                      R  sldou   -
pairings:plan_create                    F  slo     -
pairings:plan_detail                    R  sldou   plan
pairings:plan_update                    F  slo     plan
pairings:plan_add                       F  slo     plan
pairings:plan_fill                      P  slo     plan
pairings:plan_amend                     F  slo     plan
pairings:plan_difference                R  sldou   plan
pairings:plan_submit                    P  slo     plan
pairings:plan_send_back                 P  slo     plan
pairings:plan_sign                      P  slo     plan
pairings:promise_list                   R  sldou   -
pairings:promise_board                  R  sldou   -
pairings:demand_promise                 F  slo     demand
pairings:promise_detail                 R  sldou   promise
pairings:promise_update                 F  slo     promise
pairings:promise_remove                 P  slo     promise
pairings:promise_start                  P  slo     promise
pairings:promise_deliver                F  slo     promise
pairings:promise_verify                 P  sl      promise
pairings:promise_send_back              P  sl      promise
pairings:promise_break                  P  sl      promise
pairings:promise_evidence_download      R  sldou   promise_evidence
pairings:meeting_list                   R  sldou   -
pairings:meeting_create                 F  sl      -
pairings:meeting_plan                   F  sl      -
pairings:meeting_skip_quarter           F  sl      -
pairings:meeting_detail                 R  sldou   meeting
pairings:meeting_announce               P  sl      meeting
pairings:meeting_hold                   F  sl      meeting
pairings:meeting_skip                   P  sl      meeting
pairings:meeting_close                  P  sl      meeting
pairings:meeting_update                 F  sl      meeting
pairings:meeting_demand                 F  sl      meeting
pairings:meeting_demand_at_once         P  sl      meeting
pairings:meeting_demand_undo            P  sl      meeting
pairings:meeting_evidence_download      R  sldou   meeting_evidence
pairings:action_point_list              R  sldou   -
pairings:action_point_detail            R  sldou   action_point
pairings:action_point_update            F  sl      action_point
pairings:action_point_progress          F  slo     action_point
pairings:action_point_verify            P  sl      action_point
pairings:action_point_verify_chosen     P  sl      -
pairings:action_point_reopen            P  sl      action_point
pairings:action_point_evidence_download R  sldou   point_evidence
pairings:contribution_list              R  sldou   -
pairings:contribution_create            F  slo     -
pairings:contribution_detail            R  sldou   contribution
pairings:contribution_update            F  slo     contribution
pairings:contribution_attach            P  slo     contribution
pairings:contribution_verify_chosen     P  sl      -
pairings:contribution_confirm_chosen    P  s       -
pairings:contribution_verify            P  sl      contribution
pairings:contribution_confirm           P  s       contribution
pairings:contribution_confirm_without_town  P  s   contribution
pairings:contribution_send_back         P  sl      contribution
pairings:contribution_report_again      P  s/slo   contribution
pairings:contribution_withdraw          P  s/slo   contribution
pairings:evidence_download              R  sldou   evidence
officers:officer_list                   R  sldou   -
officers:officer_find                   F  s       -
officers:officer_detail                 R  sldou   officer
officers:officer_register_again         P  s       officer
officers:officer_reveal                 P  s       officer
officers:officer_resources              F  s       officer
officers:registration_list              R  sdu     -
officers:registration_create            F  s       -
officers:registration_detail            R  sdu     registration
officers:registration_update            F  s       registration
officers:registration_submit            P  s       registration
officers:registration_recall            P  s       registration
officers:registration_submit_chosen     P  s       -
officers:registration_pass_chosen       P  s       -
officers:registration_pass_review       P  s       registration
officers:registration_send_back         P  s       registration
officers:registration_turn_down         P  s       registration
officers:registration_reserve           P  s       registration
officers:registration_withdraw          P  s       registration
officers:registration_propose           P  s       registration
officers:registration_attach            P  s       registration
officers:registration_inspect           F  s       registration
officers:registration_file_download     R  sdu     registration_file
officers:registration_file_remove       P  s       registration_file
officers:inspection_download            R  sd      inspection
officers:id_number_read                 P  s       -
officers:post_create                    F  s       officer
officers:post_update                    F  s       post
officers:phrase_list                    R  s       -
officers:phrase_create                  F  s       -
officers:phrase_update                  F  s       phrase
officers:phrase_remove                  P  s       phrase
officers:criterion_list                 R  s       -
officers:criterion_create               F  s       -
officers:criterion_update               F  s       criterion
officers:event_list                     R  sldou   -
officers:event_create                   F  s       -
officers:event_detail                   R  sldou   event
officers:event_update                   F  s       event
officers:event_file_download            R  sldou   event_file
officers:event_file_remove              P  s       event_file
officers:appointment_list               R  sldou   -
officers:appointment_detail             R  sldou   appointment
officers:appointment_letters            P  s       -
officers:publicity_choose               P  s       -
officers:appointment_propose_chosen     P  s       -
officers:appointment_approve_chosen     P  d       -
officers:appointment_renew_chosen       P  s       -
officers:appointment_letters_chosen     P  s       -
officers:appointment_letters_chosen_pdf P  s       -
officers:appointment_approve            P  d/sldou appointment
officers:appointment_reject             P  d/sldou appointment
officers:appointment_suspend            P  s       appointment
officers:appointment_resume             P  s       appointment
officers:registration_disqualify        P  s       registration
officers:publicity_list                 R  sdu     -
officers:publicity_create               F  s       -
officers:publicity_detail               R  sdu     publicity
officers:publicity_start                P  s       publicity
officers:publicity_close                P  s       publicity
officers:publicity_withdraw             P  s       publicity
officers:objection_list                 R  sdu     -
officers:objection_create               F  s       publicity
officers:objection_detail               R  sdu     objection
officers:objection_dismiss              P  s       objection
officers:objection_uphold               P  s       objection
officers:appointment_propose_many       F  s       -
officers:appointment_approve_many       F  d       -
officers:appointment_renew_many         F  s       -
officers:document_number_list           R  sdu     -
officers:document_number_create         F  s       -
officers:document_number_detail         R  sdu     document
officers:document_number_void           P  s       document
officers:measures_list                  R  asdu    -
officers:measures_create                F  s       -
officers:measures_detail                R  asdu    measures
officers:measures_update                F  s       measures
pairings:appointment_resign             P  s       appointment
pairings:appointment_dismiss            P  s       appointment
pairings:appointment_end_early          P  s       appointment
officers:enterprise_list                R  sldu    -
officers:enterprise_create              F  s       -
officers:enterprise_lookup              R  s       -
officers:enterprise_detail              R  sldu    enterprise
officers:enterprise_update              F  s       enterprise
villages:village_list                   R  sldou   -
villages:village_detail                 R  sldou   village
villages:village_update                 F  s       village
villages:year_list                      R  sldou   -
villages:year_create                    F  s       -
villages:year_update                    F  s       year
villages:demand_list                    R  sldou   -
villages:demand_create                  F  sl      -
villages:demand_detail                  R  sldou   demand
villages:demand_update                  F  sl      demand
villages:demand_take_up                 P  slo     demand
villages:demand_start                   P  slo     demand
villages:demand_meet                    F  sl      demand
villages:demand_reopen                  P  sl      demand
villages:demand_set_aside               P  sl      demand
villages:demand_board                   R  sldou   -
villages:demand_resurvey                F  sl      -
villages:proof_download                 R  sldou   proof
villages:title_list                     R  sldou   -
villages:title_create                   F  s       -
villages:title_update                   F  s       title
accounts:account                        F  asldou  -
accounts:password_change                F  asldou  -
accounts:second_factor                  F  asldou  -
accounts:recovery_codes                 P  asldou  -
accounts:second_factor_remove           F  asldou  -
accounts:visit_end                      P  asldou  visit
accounts:outbox_list                    R  asldou  -
accounts:outbox_token                   R  asldou  -
accounts:draft_list                     R  asldou  -
accounts:draft_read                     R  asldou  -
accounts:draft_save                     P  asldou  -
accounts:draft_drop                     P  asldou  draft
accounts:notice_list                    R  asldou  -
accounts:notice_open                    P  asldou  notice
accounts:notice_read_all                P  asldou  -
accounts:role_table                     R  asldou  -
accounts:town_list                      R  asdu    -
accounts:user_list                      R  a       -
accounts:user_create                    F  a       -
accounts:user_update                    F  a       user
accounts:user_reset_password            P  a       user
accounts:user_unlock                    P  a       user
accounts:user_reset_second_factor       P  a       user
accounts:dictionary_list                R  asdu    -
accounts:dictionary_add                 F  s       -
accounts:dictionary_update              F  s       term
accounts:dictionary_retire              P  s       term
accounts:dictionary_bring_back          P  s       term
accounts:calendar                       R  asldu   -
accounts:calendar_day                   F  a       -
accounts:calendar_load                  P  a       -
accounts:trail_list                     R  adu     -
accounts:trail_verify                   P  adu     -
accounts:import_list                    R  slo     -
accounts:import_create                  F  slo     -
accounts:import_template                R  slo     -
accounts:import_detail                  R  slo     sheet
accounts:import_confirm                 P  slo     sheet
accounts:import_faults                  R  slo     sheet
accounts:paper_list                     R  s       -
accounts:paper_template                 F  s       -
accounts:paper_template_file            R  s       -
accounts:paper_template_back            P  s       -
accounts:paper_make                     P  sldou   -
accounts:paper_file                     R  sldou   paper
accounts:view_list                      R  asldou  -
accounts:view_create                    P  asldou  -
accounts:view_update                    F  asldou  view
accounts:view_delete                    P  asldou  view
accounts:export_list                    R  asldou  -
accounts:export_create                  P  asldou  -
accounts:export_download                R  asldou  export
accounts:job_list                       R  asldou  -
accounts:job_detail                     R  asldou  job
accounts:job_retry                      P  asldou  job
"""

# Open without a log-in: the answer to everyone, by method; "*" means all other methods.
OPEN: dict[str, dict[str, set[int]]] = {
    "accounts:login": {
        "GET": {200, 302},
        "HEAD": {200, 302},
        "POST": {200, 302},
        "OPTIONS": {200, 302},
        "*": {200, 302, 405},
    },
    # Without a password that was given just before, it leads back to the log-in.
    "accounts:login_code": {"*": {302}},
    "accounts:logout": {"POST": {302}, "OPTIONS": {200, 302}, "*": {302, 405}},
    "accounts:set_language": {"*": {204, 302}},
    "accounts:set_text_size": {"POST": {302}, "*": {405}},
    "accounts:healthz": {"*": {200}},
    "accounts:readyz": {"*": {200, 503}},
    # No notice has this token: not found for everyone.
    "officers:publicity_notice": {"GET": {404}, "HEAD": {404}, "*": {405}},
}

# Whose record of town A ("own") and of town B ("other") somebody sees. The administrator sees no programme data.
EVERYTHING = {"own", "other"}
BY_TOWN: dict[str, set[str]] = {
    "administrator": set(),
    "staff": EVERYTHING,
    "liaison": {"own"},
    "stranger": {"other"},
    "leader": EVERYTHING,
    "officer": {"own"},
    "other_officer": {"other"},
    "auditor": EVERYTHING,
}
# Files and jobs are of the one who began them, here the two liaisons; the administrator follows every job.
BY_OWNER: dict[str, set[str]] = {actor: set() for actor in BY_TOWN} | {
    "liaison": {"own"},
    "stranger": {"other"},
}
SIGHT: dict[str, dict[str, set[str]]] = {
    # The rules of the programme are one for all.
    "measures": dict.fromkeys(BY_TOWN, EVERYTHING),
    # And so is what the county held.
    "event": dict.fromkeys(BY_TOWN, EVERYTHING),
    "event_file": dict.fromkeys(BY_TOWN, EVERYTHING),
    "user": {actor: set() for actor in BY_TOWN} | {"administrator": EVERYTHING},
    "job": BY_OWNER | {"administrator": EVERYTHING},
    # The administrator follows everybody's jobs, yet reads nobody's notices.
    "draft": BY_OWNER,
    "notice": BY_OWNER,
    "paper": BY_OWNER,
    "sheet": BY_OWNER,
    "view": BY_OWNER,
    "export": BY_OWNER,
    "visit": BY_OWNER,
}


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    name: str
    methods: frozenset[str]
    roles: str
    door: str
    record: str

    def sees(self, actor: str, scope: str) -> bool:
        """Whether `actor` sees the record of `scope`; without a record, everyone does."""
        return self.record == "-" or scope in SIGHT.get(self.record, BY_TOWN)[actor]

    def outcome(self, actor: str, method: str, scope: str) -> str:
        """What must come of it: log_in, method, forbidden, missing or open."""
        if actor == "anonymous":
            return "log_in"
        if method not in self.methods:
            return "method"
        if LETTERS[actor] not in self.door:
            return "forbidden"
        if not self.sees(actor, scope):
            return "missing"
        return "open" if LETTERS[actor] in self.roles else "forbidden"


def rules() -> dict[str, Rule]:
    """The table, by URL name."""
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return {name: _rule(name, methods, roles, record) for name, methods, roles, record in lines}


def _rule(name: str, methods: str, roles: str, record: str) -> Rule:
    inner, _, door = roles.partition("/")
    return Rule(name, METHODS[methods], inner, door or inner, record)
