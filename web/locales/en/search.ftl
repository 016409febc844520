# Search over everything
nav-search = Search
search-site = Search the site
search-title = Search
search-title-of = Search: { $text }
search-words = What are you looking for?
search-hint = Proposals, comments, what was said at hearings and agencies’ answers are all searched. Put spaces between words and quotation marks around a phrase.
search-narrow = Narrow down
search-apply = Apply
search-from = From
search-to = To
search-begin = Two characters are enough; names, words and numbers find, too.
search-kinds = Kinds of content
search-kind-all = All
search-kind-proposal = Proposal
search-kind-comment = Comment
search-kind-statement = Statement
search-kind-response = Formal response
search-kind-addendum = Addendum
search-kind-report = Progress report
search-kind-text = Draft text
search-channel = Channel
search-side = Side
search-total = { $count ->
    [one] 1 result
   *[other] { $shown } results
}
search-close = { $count ->
    [one] Nothing matches exactly; this comes close
   *[other] Nothing matches exactly; these { $shown } come close
}
search-corrected = “{ $typed }” stands nowhere; looked for instead: { $instead }
search-nothing = Nothing was found.
search-nothing-shorter = Try a shorter word, or fewer words
search-nothing-wider = Clear the filters above
search-nothing-list = See all proposals
search-sort-best = Best match
search-sort-newest = Newest
similar-decision = The agency’s answer: { $decisions }
similar-open = See similar proposals
