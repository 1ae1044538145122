"""The kinds of pages, one module each; `mingzhang.site.kinds` lists them."""
