"""The grammar of the prose: in, the words of a clause; out, what they say of a figure."""
