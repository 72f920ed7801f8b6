"""The operator's commands that belong to no slice, added to `flask`."""

from flask import Flask

from regapp.cli.backup import backup_command
from regapp.cli.database import database_commands
from regapp.cli.doctor import doctor_command
from regapp.cli.mail import mail_commands
from regapp.cli.restore import restore_command
from regapp.cli.serve import serve_command
from regapp.cli.users import user_commands


def register(app: Flask) -> None:
    """Make the commands of every part known to `flask`."""
    app.cli.add_command(serve_command)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(doctor_command)
    app.cli.add_command(database_commands)
    app.cli.add_command(mail_commands)
    app.cli.add_command(user_commands)
