"""What can be done to registrations; each verb family in its own module.

Locks are taken in one order everywhere: registration, seat pools by id, participants.
"""

from regapp.registrations.commands.cancel import cancel_participants, return_participant
from regapp.registrations.commands.line import let_in
from regapp.registrations.commands.move import move_participant
from regapp.registrations.commands.options import change_options
from regapp.registrations.commands.sign_up import sign_up
from regapp.registrations.commands.values import BuyerDetails, NewParticipant, SignedUp, SignUp

__all__ = [
    "BuyerDetails",
    "NewParticipant",
    "SignUp",
    "SignedUp",
    "cancel_participants",
    "change_options",
    "let_in",
    "move_participant",
    "return_participant",
    "sign_up",
]
