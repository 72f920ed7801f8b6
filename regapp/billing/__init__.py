"""From fee to money owed: VAT, charges and the basis finance invoices from."""
