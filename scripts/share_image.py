"""Draw the picture that shared links show, static/delning.png (1200 x 630), anew with Chromium."""

from base64 import b64encode
from pathlib import Path

from tests.support.browser import chromium

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "static" / "delning.png"
# The hero of the pages: their ground, contours, mark and letters (see regapp.css and macros/icons.html).
PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><style>
body{margin:0;width:1200px;height:630px;
background:#0b2f23 url(data:image/svg+xml;base64,CONTOURS) right/cover;
color:#fff;font-family:Charter,"Charis SIL",Georgia,serif;position:relative;overflow:hidden}
.rule{position:absolute;left:0;top:0;bottom:0;width:18px;background:#f5b93f}
svg{position:absolute;left:88px;top:82px;width:104px;height:104px}
h1{position:absolute;left:88px;top:226px;margin:0;font-size:108px;line-height:1.06;font-weight:600;
letter-spacing:-1px}
p{position:absolute;left:88px;top:494px;margin:0;color:#a8cfa2;
font:34px Inter,system-ui,"DejaVu Sans",sans-serif}
</style><div class="rule"></div>
<svg viewBox="0 0 40 40"><rect width="40" height="40" rx="9" fill="#14543d"/>
<path d="M9 29c2-10 9-17 22-18-1 12-7 19-17 19M9 31c3-8 8-12 14-14" fill="none" stroke="#a8cfa2"
 stroke-width="2.6" stroke-linecap="round"/></svg>
<h1>Konferenser<br>och möten</h1><p>Anmälan · Program · Kalender</p></html>"""


def main() -> None:
    contours = b64encode((ROOT / "static" / "hojdkurvor.svg").read_bytes()).decode()
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(PAGE.replace("CONTOURS", contours))
        FILE.write_bytes(page.screenshot(type="png"))


if __name__ == "__main__":
    main()
