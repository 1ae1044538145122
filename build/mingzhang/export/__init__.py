"""The export stage: in, data packages on disk; out, other formats and metadata in the site."""

from mingzhang.export.files import ExportSummary, build

__all__ = ["ExportSummary", "build"]
