"""What things cost: builds, the parser, pages, download formats, the PDF reader."""
