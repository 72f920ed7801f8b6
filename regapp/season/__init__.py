"""The season as data: a TOML file read, checked and loaded, whole or not at all."""
