"""The export stage: in, data packages on disk; out, other formats and metadata in the site.

It begins in `files`. Nothing is imported here: the build reads redirects, and the preview headers,
without Arrow and the writers of formats.
"""
