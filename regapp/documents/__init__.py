"""Paper: PDF files set by Typst from templates beside the pages' own. Knows no slice above it."""
