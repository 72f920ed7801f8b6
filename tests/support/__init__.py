"""The test ground: real databases, a real mail server, a real web server, a real browser."""
