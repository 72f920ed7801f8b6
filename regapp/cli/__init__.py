"""What is run from a terminal: the demonstration, the server, the operator's commands."""
