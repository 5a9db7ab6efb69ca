"""What is known exactly, through scenarios alone: closed forms and the tests that hold the engine to them."""
