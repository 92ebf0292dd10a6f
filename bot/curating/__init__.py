"""What curators learn from the questions that nobody could answer. Pure."""
