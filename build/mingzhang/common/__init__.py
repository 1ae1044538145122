"""What several stages share: numbers, addresses, settings, published tables."""
