"""The commands that put a question to a scenario: why, how sure, where it turns, what it takes."""
