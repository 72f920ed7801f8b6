""" "Påminn mig": one letter when sign-up opens, and the list that carries over to the next edition."""
