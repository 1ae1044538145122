"""The text levelled, its outline, and the ledger of its numerals."""
