"""The same people in every organisation, the same run twice, and what is conserved in any scenario."""
