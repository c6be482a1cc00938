"""What the routes of several pages share: sockets, jobs, refusals, links, and the routes that more than one page asks.

Raw bytes where it is hot, JSON elsewhere. Everything that arrives is checked and answered with a sentence where it is
wrong. Model work runs in worker threads, never in the event loop, and torch is imported when it is first needed.
"""
