"""A process that promises a mailing and is killed before it commits, or is not: `killable ID [die]`."""

import os
import signal
import sys

from regapp.app import create_app
from regapp.campaigns.commands import send_campaign
from regapp.database.session import transaction
from tests.campaigns.desk import SOON

if __name__ == "__main__":
    with create_app().app_context(), transaction() as rows:
        send_campaign(rows, int(sys.argv[1]), now=SOON)
        if "die" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
