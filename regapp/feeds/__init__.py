"""Calendar subscriptions: public feeds that change only when something changed."""
