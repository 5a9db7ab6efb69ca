"""The laws: pure functions of plain numbers, keyed draws, and the people of a replication."""
