"""How a loose file becomes a disclosure of a body: in, files; out, a folder of the content."""
