"""Numerals and quantities: in, levelled text; out, each run of digits with its role."""
