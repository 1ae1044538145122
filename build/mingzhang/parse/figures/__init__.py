"""Figures of the prose: in, tokens in their context; out, facts."""
