"""The pages about money that an organizer sets up: prices, categories, options, codes, terms."""
