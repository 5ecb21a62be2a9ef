"""Draw reports at random with known probabilities, so that what is found in them speaks for all."""
