"""What the kitchen cooks: plates per meal, day and place. Numbers, and names only of who asked."""
