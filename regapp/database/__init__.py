"""How rows are kept: base class, column types, engine settings, the one transaction."""
