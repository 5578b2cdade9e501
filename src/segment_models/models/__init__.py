"""The product: a function a model that returns its SQL; `definitions` says of each all that is known of it."""
