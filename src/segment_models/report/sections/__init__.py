"""The sections of the page, in their order. Each asks its own queries and says what they come to."""
