"""The site stage: in, data packages, prose and templates; out, Markdown pages and a website."""

from mingzhang.site.build import build, indexing
from mingzhang.site.generate import PageSummary, generate

__all__ = ["PageSummary", "build", "generate", "indexing"]
