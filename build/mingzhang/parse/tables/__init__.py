"""Statutory tables: in, grids and layouts; out, a figure for each numeral that has a meaning."""
