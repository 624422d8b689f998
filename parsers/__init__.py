"""Text of a citizen in, understood value out: pure, never raising, linear in the length of the text."""
