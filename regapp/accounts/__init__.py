"""People who sign in: passwords, sessions on the server, attempts that are counted."""
