from regapp.app import create_app
from regapp.config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    raise SystemExit(f"regapp: {error}") from None
