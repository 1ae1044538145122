"""The site stage: in, data packages, prose and templates; out, Markdown pages and a website."""

from mingzhang.site.build import build
from mingzhang.site.generate import PageSummary, generate
from mingzhang.site.search_index import indexing

__all__ = ["PageSummary", "build", "generate", "indexing"]
