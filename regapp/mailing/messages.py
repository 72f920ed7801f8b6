"""The letters that mailing itself writes: the words around held ones, and the test letter."""

from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter


def held_subject(count: int, language: str) -> str:
    """The subject of `count` letters that leave as one."""
    text = translator(language).ngettext(
        "%(number)s brev om din anmälan", "%(number)s brev om dina anmälningar", count
    )
    return text % {"number": count}


def held_opening(language: str) -> str:
    """Says why several letters come as one."""
    return translator(language).gettext(
        "Vi hade flera brev till dig på kort tid. Här kommer de samlade, det äldsta först."
    )


def changed_heading(language: str) -> str:
    return translator(language).gettext("Ändrat")


def trial_letter(host: str, language: str = "sv") -> Letter:
    """A letter that proves that letters leave this installation."""
    tr = translator(language)
    return Letter(
        subject=tr.gettext("Provbrev från %(host)s") % {"host": host},
        greeting=tr.gettext("Hej!"),
        paragraphs=(tr.gettext("Det här är ett provbrev. Kom det fram så kan tjänsten skicka brev."),),
        language=language,
    )
