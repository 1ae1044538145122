"""Names of bodies: in, a text; out, the bodies that it speaks of and where."""
