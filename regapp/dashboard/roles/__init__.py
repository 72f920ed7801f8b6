"""Medarrangörer och roller: who holds a conference, and who may do what there."""
