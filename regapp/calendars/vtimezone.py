"""Sweden's clock for calendars: a constant VTIMEZONE with two rules.

Written by hand because the library's own block is a list of dates (RDATE) that several clients
read one hour wrong. RFC 5545 section 3.6.5: an onset is the local time before the change.
"""

STOCKHOLM = "Europe/Stockholm"
VTIMEZONE = (
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Europe/Stockholm\r\n"
    b"BEGIN:DAYLIGHT\r\n"
    b"DTSTART:19960331T020000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"TZNAME:CEST\r\n"
    b"TZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0200\r\n"
    b"END:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\n"
    b"DTSTART:19961027T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"TZNAME:CET\r\n"
    b"TZOFFSETFROM:+0200\r\n"
    b"TZOFFSETTO:+0100\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
