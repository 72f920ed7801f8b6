"""The test letter of `flask mail test`."""

import pytest

from regapp.mailing.render import UnusableAddressError
from regapp.mailing.transport import RejectedError, UnreachableError
from regapp.mailing.trial import send_test
from tests.mailing.post import config
from tests.support.smtp import MailServer


def test_the_test_letter_arrives_and_names_the_installation(smtp: MailServer) -> None:
    send_test(config(smtp_host="127.0.0.1", smtp_port=smtp.port), "drift@exempel.se")
    (received,) = smtp.to("drift@exempel.se")
    assert received.message["Subject"] == "Provbrev från anmalan.exempel.se"


def test_the_servers_answer_is_told(smtp: MailServer) -> None:
    smtp.refused.add("drift@exempel.se")
    with pytest.raises(RejectedError, match=r"550 5\.1\.1"):
        send_test(config(smtp_host="127.0.0.1", smtp_port=smtp.port), "drift@exempel.se")


def test_without_a_mail_server_the_missing_setting_is_named() -> None:
    with pytest.raises(UnreachableError, match="REGAPP_SMTP_HOST"):
        send_test(config(), "drift@exempel.se")


def test_an_address_that_is_none_is_refused(smtp: MailServer) -> None:
    with pytest.raises(UnusableAddressError):
        send_test(config(smtp_host="127.0.0.1", smtp_port=smtp.port), "drift")
