"""Conferences, their series and addresses, days, prices and seats; what may happen when."""
