"""`flask worker`: the process beside the web server."""

import click
from flask import current_app


@click.command("worker")
def worker_command() -> None:
    """Send letters and do the hourly chores until SIGTERM. Several may run at once."""
    # Here, so that web processes do not carry what only the worker needs.
    from regapp.jobs.registry import chores, preparers, renderers
    from regapp.jobs.worker import run_worker, stop_on_signals
    from regapp.web.state import config

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    run_worker(app, stop_on_signals(), renderers=renderers(), preparers=preparers(), chores=chores(config()))
