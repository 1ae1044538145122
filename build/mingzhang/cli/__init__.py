"""What is typed and shown: in, the words a person types; out, an exit code and words in Chinese."""
