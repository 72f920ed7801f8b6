"""What every page shares: forms, access, languages, headers, errors. Knows no slice."""
