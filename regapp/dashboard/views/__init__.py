"""The organizers' pages."""

from flask import Blueprint

blueprint: Blueprint = Blueprint("dashboard", __name__, url_prefix="/arrangor")

from regapp.dashboard.batches.views import blueprint as batches  # noqa: E402 - after ours
from regapp.dashboard.campaigns.views import blueprint as campaigns  # noqa: E402 - after ours
from regapp.dashboard.catering import notes, views  # noqa: E402, F401 - they use the kitchen's blueprint
from regapp.dashboard.catering.page import blueprint as kitchen  # noqa: E402 - after ours
from regapp.dashboard.choosing.views import blueprint as choosing  # noqa: E402 - after ours
from regapp.dashboard.copying.views import blueprint as copying  # noqa: E402 - after ours
from regapp.dashboard.creating import links  # noqa: E402, F401 - uses its blueprint
from regapp.dashboard.creating.views import blueprint as creating  # noqa: E402 - after ours
from regapp.dashboard.details.views import blueprint as details  # noqa: E402 - after ours
from regapp.dashboard.door.views import blueprint as door  # noqa: E402 - after ours
from regapp.dashboard.fees import no_show, picking  # noqa: E402, F401 - uses the blueprint
from regapp.dashboard.fees.views import blueprint as fees  # noqa: E402 - after ours
from regapp.dashboard.invoicing.views import blueprint as invoicing  # noqa: E402 - after ours
from regapp.dashboard.lists.views import blueprint as lists  # noqa: E402 - after ours
from regapp.dashboard.log.views import blueprint as log  # noqa: E402 - after ours
from regapp.dashboard.printing.views import blueprint as paper  # noqa: E402 - after ours
from regapp.dashboard.programming import presentations, summary, telling  # noqa: E402, F401 - use its blueprint
from regapp.dashboard.programming import views as programming_views  # noqa: E402, F401 - the same
from regapp.dashboard.programming.page import blueprint as programming  # noqa: E402 - after ours
from regapp.dashboard.roles.holders import blueprint as holders  # noqa: E402 - after ours
from regapp.dashboard.roles.views import blueprint as roles  # noqa: E402 - after ours
from regapp.dashboard.surveys.suggestions import blueprint as suggestions  # noqa: E402 - after ours
from regapp.dashboard.surveys.views import blueprint as evaluation  # noqa: E402 - after ours
from regapp.dashboard.turns.views import blueprint as turns  # noqa: E402 - after ours
from regapp.dashboard.views import (  # noqa: E402, F401 - they use the blueprint
    by_hand,
    editing,
    erasing,
    exporting,
    guests,
    listing,
    needs,
    overview,
    participant,
    participants,
    programme,
    questions,
    reminding,
    waiting,
)
from regapp.dashboard.wording.views import blueprint as wording  # noqa: E402 - after ours

# One on each line.
blueprints = (
    blueprint,
    batches,
    campaigns,
    choosing,
    copying,
    creating,
    details,
    door,
    evaluation,
    fees,
    holders,
    invoicing,
    kitchen,
    lists,
    paper,
    programming,
    log,
    roles,
    suggestions,
    turns,
    wording,
)
