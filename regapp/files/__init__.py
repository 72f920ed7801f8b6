"""Files that people hand in: judged by what they hold, kept under names of our own, handed out harmlessly."""
