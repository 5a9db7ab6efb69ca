"""Each mechanism of the model: off is off to the last bit, on moves its figure, and by how much."""
