"""What is kept about people, for how long, and the job that keeps that promise."""
