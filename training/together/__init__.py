"""Several processes that train one model, as `accelerate launch` starts them."""
