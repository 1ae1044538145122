"""What a label means: in, printed words; out, concepts and classification codes."""
