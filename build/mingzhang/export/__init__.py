"""The export stage: in, data packages on disk; out, other formats and metadata in the site."""

from mingzhang.export.build import ExportSummary, build

__all__ = ["ExportSummary", "build"]
