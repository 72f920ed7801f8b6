"""`flask mail test`: one letter, sent at once, past the outbox, so that the answer is seen."""

from datetime import UTC, datetime

from regapp.config import Config
from regapp.kernel.addresses import Addresses
from regapp.kernel.tokens import new_uid
from regapp.mailing.letters import Envelope
from regapp.mailing.messages import trial_letter
from regapp.mailing.render import render
from regapp.mailing.transport import UnreachableError, transport_for


def send_test(config: Config, address: str) -> None:
    """Send the test letter. Raises UnusableAddressError or DeliveryError, whose `code` says why."""
    sent_at = datetime.now(UTC)
    transport = transport_for(config, lambda: sent_at)
    if transport is None:
        raise UnreachableError("REGAPP_SMTP_HOST")
    letter = trial_letter(Addresses(config.base_url).host)
    envelope = Envelope(to_name="", to_email=address, sender_name="regapp")
    try:
        transport.send(render(envelope, [letter], config=config, message_id=new_uid(), sent_at=sent_at))
    finally:
        transport.close()
