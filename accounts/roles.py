"""The tables of permissions and of visible rows by role. No other code compares roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jingyan.lazy_text import LazyText


class Role(models.TextChoices):
    """What a user is in the programme."""

    ADMINISTRATOR = "administrator", _("System administrator")
    STAFF = "staff", _("County staff")
    LIAISON = "liaison", _("Town liaison")
    LEADER = "leader", _("County leader")
    OFFICER = "officer", _("Special-appointed village officer")
    AUDITOR = "auditor", _("Auditor")


class Sight(models.TextChoices):
    """How much of a table's rows a role sees."""

    ALL = "all", _("Whole county")
    TOWN = "town", _("own town")
    OWN = "own", _("own records")
    NONE = "none", _("nothing")


SIGHT: dict[str, Sight] = {
    Role.ADMINISTRATOR: Sight.NONE,
    Role.STAFF: Sight.ALL,
    Role.LIAISON: Sight.TOWN,
    Role.LEADER: Sight.ALL,
    Role.OFFICER: Sight.OWN,
    Role.AUDITOR: Sight.ALL,
}

_ADMIN, _STAFF, _LIAISON, _LEADER, _OFFICER, _AUDITOR = (
    Role.ADMINISTRATOR,
    Role.STAFF,
    Role.LIAISON,
    Role.LEADER,
    Role.OFFICER,
    Role.AUDITOR,
)
_PROGRAMME = {_STAFF, _LIAISON, _LEADER, _OFFICER, _AUDITOR}
_EVERYONE = set(Role)

# Permission → (what it allows, the roles that hold it).
PERMISSIONS: dict[str, tuple[str | LazyText, set[Role]]] = {
    "accounts.home": (_("Open the home page"), _EVERYONE),
    "accounts.roles": (_("See who may do what"), _EVERYONE),
    "accounts.towns": (_("See the towns"), {_ADMIN, _STAFF, _LEADER, _AUDITOR}),
    "accounts.users": (_("Manage users"), {_ADMIN}),
    "accounts.calendar": (
        _("See the work calendar"),
        {_ADMIN, _STAFF, _LIAISON, _LEADER, _AUDITOR},
    ),
    "accounts.calendar_change": (_("Change the work calendar"), {_ADMIN}),
    "accounts.dictionaries": (_("See the dictionaries"), {_ADMIN, _STAFF, _LEADER, _AUDITOR}),
    "accounts.dictionaries_change": (_("Extend the dictionaries"), {_STAFF}),
    "accounts.trail": (_("Read the trail"), {_ADMIN, _LEADER, _AUDITOR}),
    "accounts.views": (_("Save views of lists"), _EVERYONE),
    "accounts.exports": (_("Export ledgers"), _EVERYONE),
    "accounts.jobs": (_("Follow background jobs"), _EVERYONE),
    # Roles that may fill at least one register; each register also requires its own permission.
    "accounts.import": (_("Import workbooks"), {_STAFF, _LIAISON, _OFFICER}),
    # Roles that may make at least one paper; each paper also requires its own permission.
    "accounts.papers": (_("Make official documents"), _PROGRAMME),
    "accounts.paper_templates": (_("Replace the templates of official documents"), {_STAFF}),
    "villages.view": (_("See villages"), _PROGRAMME),
    "villages.change": (_("Change villages and their yearly figures"), {_STAFF}),
    "villages.import": (_("Import village registers"), {_STAFF, _LIAISON}),
    "demands.view": (_("See the demand ledger"), _PROGRAMME),
    "demands.raise": (_("Raise demands"), {_STAFF, _LIAISON}),
    "demands.handle": (_("Process demands"), {_STAFF, _LIAISON}),
    "demands.take_up": (_("Take up demands"), {_STAFF, _LIAISON, _OFFICER}),
    "demands.look_around": (_("See the open demands of all villages"), {_OFFICER}),
    "titles.change": (_("Enter demonstration titles"), {_STAFF}),
    "enterprises.view": (_("See enterprises"), {_STAFF, _LIAISON, _LEADER, _AUDITOR}),
    "enterprises.change": (_("Enter enterprises"), {_STAFF}),
    "officers.view": (_("See officers"), _PROGRAMME),
    "officers.restricted": (_("See political affiliation and review opinions"), {_STAFF, _LEADER}),
    "officers.reveal": (_("Reveal ID numbers and phones, against a reason"), {_STAFF}),
    "officers.posts": (_("Enter the posts of officers"), {_STAFF}),
    "officers.resources": (_("Record the resources of officers"), {_STAFF}),
    "registrations.view": (_("See registrations"), {_STAFF, _LEADER, _AUDITOR}),
    "registrations.register": (_("Register candidates"), {_STAFF}),
    "registrations.recommend": (
        _("Be named as recommender or inspector of candidates"),
        {_STAFF, _LIAISON, _LEADER},
    ),
    "registrations.review": (_("Review registrations"), {_STAFF}),
    "registrations.inspect": (_("Record the inspection of candidates"), {_STAFF}),
    "registrations.criteria": (_("Maintain the review criteria"), {_STAFF}),
    "appointments.view": (_("See appointments"), {_STAFF, _LEADER, _AUDITOR, _LIAISON, _OFFICER}),
    "appointments.propose": (_("Propose appointments"), {_STAFF}),
    "appointments.approve": (_("Approve appointments"), {_LEADER}),
    "appointments.end": (_("Suspend and end appointments"), {_STAFF}),
    "measures.view": (_("See the management measures"), {_ADMIN, _STAFF, _LEADER, _AUDITOR}),
    "measures.change": (_("Enter versions of the management measures"), {_STAFF}),
    "publicities.view": (_("See publicities and objections"), {_STAFF, _LEADER, _AUDITOR}),
    "publicities.run": (_("Post and close publicities, handle objections"), {_STAFF}),
    "events.view": (_("See events of the programme"), _PROGRAMME),
    "events.change": (_("Record events of the programme"), {_STAFF}),
    "needs.view": (_("See the need index"), {_STAFF, _LIAISON, _LEADER, _AUDITOR}),
    "needs.frozen": (
        _("See the rankings from which villages were chosen"),
        {_STAFF, _LEADER, _AUDITOR},
    ),
    "needs.choose": (_("Choose villages for the programme"), {_STAFF}),
    "pairings.view": (_("See pairings"), _PROGRAMME),
    "pairings.match": (_("See which officer fits which village"), {_STAFF, _LEADER, _AUDITOR}),
    "pairings.propose": (_("Propose pairings"), {_STAFF}),
    "pairings.approve": (_("Approve pairings"), {_STAFF, _LEADER}),
    "pairings.end": (_("End pairings"), {_STAFF}),
    "liaisons.view": (_("See the towns' liaisons"), _PROGRAMME),
    "liaisons.change": (_("Name the towns' liaisons"), {_STAFF}),
    "handovers.view": (_("See hand-overs"), _PROGRAMME),
    "handovers.sign": (_("Sign hand-overs"), {_STAFF, _LIAISON, _OFFICER}),
    "handovers.sign_on_paper": (_("Record hand-overs that were signed on paper"), {_STAFF}),
    "support.view": (_("See what supports each pair"), _PROGRAMME),
    "funds.budget": (_("See the county's budget of work funds"), {_STAFF, _LEADER, _AUDITOR}),
    "funds.manage": (_("Budget and allocate work funds, declare uses void"), {_STAFF}),
    "funds.use": (_("Enter uses of work funds"), {_STAFF, _LIAISON}),
    "offices.check": (_("Record the equipment of village offices"), {_STAFF, _LIAISON}),
    "benefits.enter": (_("Enter preferential policies"), {_STAFF}),
    "interests.declare": (_("Declare related parties"), {_STAFF, _OFFICER}),
    "interests.end": (_("End disclosures of related parties"), {_STAFF}),
    "plans.view": (_("See assistance plans"), _PROGRAMME),
    "plans.write": (_("Write assistance plans"), {_STAFF, _LIAISON, _OFFICER}),
    "plans.sign": (_("Sign assistance plans"), {_STAFF, _LIAISON, _OFFICER}),
    "plans.sign_for_others": (_("Record the signatures of town and village"), {_STAFF, _LIAISON}),
    "promises.view": (_("See promises"), _PROGRAMME),
    "promises.make": (_("Make promises"), {_STAFF, _LIAISON, _OFFICER}),
    "promises.deliver": (_("Report promises as delivered"), {_STAFF, _LIAISON, _OFFICER}),
    "promises.verify": (_("Verify promises, or declare them broken"), {_STAFF, _LIAISON}),
    "meetings.view": (_("See meetings"), _PROGRAMME),
    "meetings.log": (_("Record quarterly meetings"), {_STAFF, _LIAISON}),
    "meetings.log_county": (_("Record meetings of the whole county"), {_STAFF}),
    "meetings.notes": (
        _("See what meetings noted of officers"),
        {_STAFF, _LIAISON, _LEADER, _AUDITOR},
    ),
    "action_points.view": (_("See action points"), _PROGRAMME),
    "action_points.progress": (_("Report progress on action points"), {_STAFF, _LIAISON, _OFFICER}),
    "action_points.verify": (_("Verify action points, or reopen them"), {_STAFF, _LIAISON}),
    "contributions.view": (_("See contributions"), _PROGRAMME),
    "contributions.report": (_("Report contributions"), {_STAFF, _LIAISON, _OFFICER}),
    "contributions.verify": (_("Verify contributions for the town"), {_STAFF, _LIAISON}),
    "contributions.confirm": (_("Confirm contributions for the county"), {_STAFF}),
    "evaluations.view": (_("See evaluations"), _PROGRAMME),
    "evaluations.unapproved": (
        _("See scores and ranks before the grade is approved"),
        {_STAFF, _LEADER, _AUDITOR},
    ),
    "evaluations.open": (_("Open evaluation rounds"), {_STAFF}),
    "evaluations.score": (_("Score evaluations"), {_STAFF}),
    "evaluations.review": (_("Review scores"), {_STAFF}),
    "evaluations.approve": (_("Approve grades"), {_LEADER}),
    "reports.dashboard": (_("Open the dashboard"), {_STAFF, _LIAISON, _LEADER, _AUDITOR}),
    "reports.view": (_("See reports"), {_STAFF, _LIAISON, _LEADER, _AUDITOR}),
    "reports.compute": (_("Compute reports"), {_STAFF, _LEADER}),
    "reports.approve": (_("Approve reports"), {_LEADER}),
    "reports.issue": (_("Issue and withdraw reports"), {_STAFF}),
}
MAY: dict[str, set[Role]] = {
    permission: roles for permission, (_meaning, roles) in PERMISSIONS.items()
}
