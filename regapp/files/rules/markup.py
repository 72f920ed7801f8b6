"""What a browser would take for a page, were it ever to guess."""

import re

MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
