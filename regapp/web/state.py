"""What one application holds beside Flask's own configuration."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from regapp.config import Config
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import Clock

EXTENSION = "regapp"


@dataclass
class State:
    """Settings, the domain clock and the link maker of this application."""

    config: Config
    clock: Clock
    addresses: Addresses


def state() -> State:
    return cast(State, current_app.extensions[EXTENSION])


def config() -> Config:
    return state().config


def addresses() -> Addresses:
    return state().addresses
