"""What can be done to registrations; each verb family in its own module.

Locks are taken in one order everywhere: registration, seat pools by id, participants.
"""

from regapp.registrations.commands.cancel import cancel_participants, return_participant
from regapp.registrations.commands.draft import draft_sign_up
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.move import move_participant
from regapp.registrations.commands.offers import (
    accept_offers,
    choose_fewer,
    choose_let_in_mode,
    expire_offers,
    offer_by_hand,
)
from regapp.registrations.commands.options import change_options
from regapp.registrations.commands.sign_up import sign_up
from regapp.registrations.commands.values import BuyerDetails, NewParticipant, SignedUp, SignUp

__all__ = [
    "BuyerDetails",
    "NewParticipant",
    "SignUp",
    "SignedUp",
    "accept_offers",
    "cancel_participants",
    "change_options",
    "choose_fewer",
    "choose_let_in_mode",
    "draft_sign_up",
    "expire_offers",
    "let_in",
    "move_participant",
    "offer_by_hand",
    "return_participant",
    "sign_up",
]
