"""What happens to choices. Called by the commands above, in their transaction.

Locks: the conference's own pools come first, then those of its items by id. Whoever takes an
item's seat holds a pool of the conference itself, but for those who take part from a distance
without limit.
"""
