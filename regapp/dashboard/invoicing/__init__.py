"""The basis finance invoices from: one row per buyer and price, numbered, for ever the same."""
