"""Sites: from a column address to rows of a list, and from addresses to bytes, without harm to the host that serves
them.

``registry`` knows what to watch, ``fetch`` asks for one address at a time and says how it went, ``walk`` pages
through a list by its dialect, ``detail`` names the attachments of a page. What is an annual report is decided
elsewhere (``extractors.titles`` and the readers): a walk returns every row it saw.
"""
