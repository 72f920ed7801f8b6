"""`/a/<token>/faktura` and `/referens/<token>`: the buyer by the booker, the reference by anybody sent."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from regapp.billing.models import Charge, ChargeExport
from regapp.conferences.models import Conference
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.models import Participant, Registration
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import resubmit, submit
from tests.world import a_buyer, a_sign_up, make_conference, make_organizer


@pytest.fixture
def varberg(session: Session) -> Conference:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    return make_conference(session, organizer)


@pytest.fixture
def token(varberg: Conference, send: Send) -> str:
    return send(varberg, a_sign_up(2, buyer=a_buyer(reference="", reference_later=True))).token


def found(session: Session, wanted: Any) -> list[Any]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(wanted).all())


def shared(client: FlaskClient, session: Session, token: str) -> str:
    page = f"/a/{token}/faktura"
    assert submit(client, page, action=f"/a/{token}/referenslank").status_code == 303
    (made,) = found(session, select(Registration.reference_token))
    return f"/referens/{made}"


def export(session: Session, seller_id: int) -> None:
    row = ChargeExport(seller_id=seller_id, number=1, created_at=NOW)
    session.add(row)
    session.flush()
    session.execute(update(Charge).values(export_id=row.id))
    session.commit()


@pytest.mark.both_databases
def test_the_booker_writes_the_reference_later(client: FlaskClient, session: Session, token: str) -> None:
    assert found(session, select(Participant.lacks_reference)) == [True, True]
    page = f"/a/{token}/faktura"
    answer = submit(client, page, {"buyer-reference": "ZZABC123"}, action=page)
    assert answer.status_code == 303
    assert found(session, select(Registration.buyer_reference)) == ["ZZABC123"]
    assert found(session, select(Participant.lacks_reference)) == [False, False]


@pytest.mark.both_databases
def test_another_kind_of_buyer_is_charged_anew(client: FlaskClient, session: Session, token: str) -> None:
    page = f"/a/{token}/faktura"
    state = {"buyer-kind": "state", "buyer-name": "Naturvårdsverket", "buyer-org_number": "202100-1975"}
    assert submit(client, page, state, action=page).status_code == 303
    assert found(session, select(func.sum(Charge.vat_minor))) == [0]
    assert found(session, select(func.sum(Charge.gross_minor))) == [140_000]


def test_a_number_stands_as_typed_beside_what_is_wrong(client: FlaskClient, token: str) -> None:
    page = f"/a/{token}/faktura"
    wrong = {"buyer-org_number": "202100-1975", "buyer-name": ""}
    answer = submit(client, page, wrong, action=page)
    assert answer.status_code == 422
    assert 'value="202100-1975"' in answer.text


def test_the_link_shows_only_buyer_conference_head_count_and_sum(
    app: Flask, client: FlaskClient, session: Session, token: str
) -> None:
    address = shared(client, session, token)
    stranger = app.test_client()
    page = stranger.get(address)
    assert page.headers["Cache-Control"] == "no-store"
    for word in ("Varbergs kommun", "Varberg", "1\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}kr"):
        assert word in page.text
    for word in ("Åsa", "Öberg", "exempel.se", "Nummer 1", token):
        assert word not in page.text
    assert resubmit(stranger, address, page, {"reference": "ZZ99"}).status_code == 303
    assert found(session, select(Registration.buyer_reference)) == ["ZZ99"]
    assert found(session, select(Participant.lacks_reference)) == [False, False]
    empty = submit(stranger, address, {"reference": ""})
    assert empty.status_code == 422
    assert "Skriv den fakturareferens" in empty.text


def test_the_link_is_dead_when_the_booker_stops_sharing_it(
    client: FlaskClient, session: Session, token: str
) -> None:
    address = shared(client, session, token)
    page = f"/a/{token}/faktura"
    assert address in client.get(page).text
    submit(client, page, action=f"/a/{token}/referenslank")
    assert client.get(address).status_code == 404


def test_somebody_who_was_signed_up_sees_nothing_of_money(
    client: FlaskClient, session: Session, token: str
) -> None:
    own = found(session, select(Participant.token).order_by(Participant.id))[1]
    assert client.get(f"/a/{own}/faktura").status_code == 404
    assert client.post(f"/a/{own}/referenslank").status_code == 404


def test_nothing_is_changed_once_the_basis_is_made(
    client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    address, page = shared(client, session, token), f"/a/{token}/faktura"
    drawn, drawn_reference = client.get(page), client.get(address)
    export(session, varberg.owner_id)
    late = resubmit(client, page, drawn, {"buyer-name": "Annan"}, action=page)
    assert late.status_code == 409
    assert resubmit(client, address, drawn_reference, {"reference": "ZZ1"}).status_code == 409
    assert "Fakturaunderlaget är skapat" in client.get(page).text
    assert "<form" not in client.get(address).text.split("<main")[-1]
    assert found(session, select(Registration.buyer_name)) == ["Varbergs kommun"]


def test_a_buyer_saved_meanwhile_is_not_overwritten(
    client: FlaskClient, session: Session, token: str
) -> None:
    address, page = shared(client, session, token), f"/a/{token}/faktura"
    drawn = client.get(page)
    submit(client, address, {"reference": "ZZ1"})
    late = resubmit(client, page, drawn, {"buyer-name": "Halmstads kommun"}, action=page)
    assert late.status_code == 409
    assert 'value="Halmstads kommun"' in late.text
    assert found(session, select(Registration.buyer_reference)) == ["ZZ1"]


def test_the_letter_about_a_missing_reference_leads_to_the_shared_page(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, token: str
) -> None:
    sign_in(client, CARIN)
    at = f"/arrangor/konferens/{varberg.id}"
    submit(client, at, action=f"{at}/paminn-om-referens")
    (made,) = found(session, select(Registration.reference_token))
    (row,) = found(session, select(OutboxMessage).where(OutboxMessage.kind.contains("missing_reference")))
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    written = renderers()[row.kind](session, row, context)
    assert written is not None
    assert written[1].actions[0] == ("Fyll i referensen", f"http://localhost/referens/{made}")
    assert made in client.get(f"/referens/{made}").request.path
