"""The letter with a link to a new password. Pure: names in, letter out."""

from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter


def password_reset(*, name: str, link: str, host: str, minutes: int, language: str) -> Letter:
    tr = translator(language)
    return Letter(
        subject=tr.gettext("Välj ett nytt lösenord"),
        greeting=tr.gettext("Hej %(name)s!") % {"name": name},
        paragraphs=(
            tr.gettext("Någon, troligen du, har bett om ett nytt lösenord till arrangörssidorna."),
            tr.gettext("Länken gäller i %(minutes)s minuter och kan användas en gång.")
            % {"minutes": minutes},
        ),
        actions=((tr.gettext("Välj nytt lösenord"), link),),
        closing=tr.gettext("Var det inte du? Då behöver du inte göra något. Ditt lösenord är detsamma."),
        footer=(host,),
        language=language,
    )
