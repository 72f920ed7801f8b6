"""`/prenumerera`: makes the address of a feed from a few choices. Asks nobody else for anything."""

from flask import render_template, request

from regapp.database.session import engine, session
from regapp.feeds.answer import SIGN_UP, Asked
from regapp.feeds.choices import list_choices
from regapp.feeds.naming import feed_name
from regapp.feeds.queries import ALL, find_feed_state
from regapp.feeds.views import blueprint
from regapp.kernel.i18n import LANGUAGES
from regapp.web.access import Access, access
from regapp.web.i18n import language
from regapp.web.state import addresses


@blueprint.get("/prenumerera")
@access(Access.PUBLIC)
def subscribe() -> str:
    """The form, and beneath it the address that it stands for."""
    path = request.args.get("vad", ALL)
    state = find_feed_state(engine(), path)
    if state is None:
        path, state = ALL, find_feed_state(engine(), ALL)
    wanted = request.args.get("sprak", language())
    asked = Asked(
        path,
        wanted if wanted in LANGUAGES else LANGUAGES[0],
        dates=request.args.get("visa") == SIGN_UP,
    )
    choices = list_choices(session(), language())
    name = feed_name(session(), state, asked.language) if state else ""
    return render_template(
        "feeds/subscribe.html",
        asked=asked,
        choices=choices,
        # A single conference is none of the groups.
        other=name if path not in {one.path for group in choices.values() for one in group} else None,
        name=name,
        feed=addresses().feed(path) + asked.query,
        webcal=addresses().webcal(path) + asked.query,
    )
