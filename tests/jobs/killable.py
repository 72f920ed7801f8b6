"""A worker process that knows the tests' letters, to be killed."""

from regapp.app import create_app
from regapp.jobs.worker import run_worker, stop_on_signals
from tests.mailing.post import RENDERERS

if __name__ == "__main__":
    run_worker(create_app(), stop_on_signals(), renderers=RENDERERS)
