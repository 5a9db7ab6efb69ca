"""Laws, draws and distributions, each on its own."""
