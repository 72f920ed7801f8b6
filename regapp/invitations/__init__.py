"""Who is invited to a conference for invited people, by a personal link, and what they answered."""
