"""What must hold between the rows of a season file."""

import pytest

from regapp.season.check import check
from regapp.season.parse import parse
from regapp.season.plan import SeasonError
from tests.season.files import SEASON_2020, small

KURS = 'slug = "kurs"\nkind = "course"\nowner = "halland"'


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SeasonError) as caught:
        check(parse(text))
    return [(one.key, one.reason) for one in caught.value.problems]


def test_what_fits_together_passes() -> None:
    check(parse(small()))
    check(parse(SEASON_2020.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (('slug = "rus"', 'slug = "halland"'), "organizers[2].slug", "halland finns redan"),
        (('kind = "cooperation"', 'kind = "cooperation"\norg_number = "2021002353"'),
         "organizers[2].org_number", "finns redan (organizers[1].org_number)"),
        (('host = "halland"', ""), "organizers[2].host", "en samverkan behöver en värdmyndighet"),
        (('host = "halland"', 'host = "rus"'), "organizers[2].host", "rus är själv en samverkan"),
        (('host = "halland"', 'host = "hallnad"'), "organizers[2].host", "menar du halland?"),
        (('org_number = "202100-2353"', 'host = "rus"'), "organizers[1].host", "gäller bara en samverkan"),
        (('slug = "kurs"', 'slug = "serie"'), "conferences[2].slug", "serie finns redan (series[1].slug)"),
        (('slug = "kurs"', 'slug = "arrangor"'), "conferences[2].slug", "som tjänsten själv använder"),
        (('slug = "varberg"', 'slug = "anmalan"'), "conferences[1].slug", "formulärets adress"),
        ((KURS, KURS.replace("halland", "hallnad")), "conferences[2].owner", "menar du halland?"),
        (('named = ["rus"', 'named = ["ruz"'), "series[1].named", "ruz är ingen arrangör"),
        (('named = ["rus"', 'named = ["halland"'), "series[1].named", "halland finns redan"),
        (('co_organizers = ["rus"]', 'co_organizers = ["halland"]'), "conferences[1].co_organizers",
         "halland är redan ägare"),
        (('series = "serie"', 'series = "serien"'), "conferences[1].series", "serien är ingen serie i filen"),
        ((KURS, KURS + '\nrelated = "kurs"'), "conferences[2].related", "ingen annan konferens"),
        (("days = [{", "days = [{ on = 2020-03-28 }, {"), "conferences[1].days", "ska stå i ordning"),
        (("days = [{", "days = [{ on = 2020-03-27 }, {"), "conferences[1].days", "varje dag en gång"),
        (("sign_up_opens = 2020-01-15T00:00:00\n", ""), "conferences[1].sign_up_opens", "saknas: utan"),
        (("seats = 150\n", ""), "conferences[1].seats", "anmälan behöver ett antal platser"),
        (('"inclusive"', '"undecided"'), "conferences[1].price.vat", "bestämd innan anmälan"),
        (("seats = 150", 'seats = 150\nmeals = [{ on = 2020-03-28, label = "Lunch" }]'),
         "conferences[1].meals[1].on", "är ingen av konferensens dagar"),
        (("2020-03-20", "2020-01-13"), "conferences[1].last_sign_up_day", "är före sign_up_opens"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_key_and_reason(
    change: tuple[str, str], key: str, reason: str
) -> None:
    found = problems(small(change))
    assert any(key == where and reason in why for where, why in found), found
