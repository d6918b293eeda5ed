"""Topics that know nothing of patrols: clock, times, ids, digests, database, problems, words, pages, paging."""
