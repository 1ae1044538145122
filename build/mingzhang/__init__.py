"""Mingzhang (明账): public bodies' budget and final-account disclosures as traceable open data."""

__version__ = "0.1.0"
