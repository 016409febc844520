# The parts of a formal response
answer-legal-basis = Legal basis
answer-criteria = Criteria
answer-criteria-hint = Say how the demand stands by each. What you leave empty is published as “not told”.
answer-criteria-none = The agency did not say how this stands by the criteria.
answer-not-told = Not told
answer-needs-ground = Needs one of the legal grounds below
answer-issues = Issues raised in discussion and hearings
answer-issues-hint = List what people raised in the discussion and in hearings, and answer each. Mark what this response does not answer as left open, and say why.
answer-issues-count = { $count ->
    [one] 1 issue
   *[other] { $count } issues
  }, { $open ->
    [0] all answered
   *[other] { $open } left open
  }.
answer-issue-number = Issue { $number }
answer-issue-answered = Answered
answer-issue-open = Left open
answer-issue-why-open = Why it is not answered yet
answer-issue-raised-by = Who raised it
answer-more-issues = Add another issue
answer-voices = What most people reacted to: take it over
answer-take-voice = List as an issue
answer-cited = { $name }: { $said }
answer-cited-hidden = (hidden by a moderator)
answer-cited-deleted = (deleted by its author)
answer-cited-gone = (no longer in the record)
field-answer-legal-basis = Legal basis
field-answer-legal-basis-hint = For example: Freedom of Government Information Law, Article 18 (1) 6.
field-answer-grounds = Legal grounds
field-answer-issue = Issue
field-answer-cites = Cited voices
field-answer-cites-hint = Paste the addresses of comments or of statements at a hearing, one a line.
field-answer-issue-stand = How it stands
field-answer-issue-text = The answer, or why it is left open
error-not-a-voice = Paste addresses of comments or statements about this proposal, one a line
error-not-of-this-proposal = What is cited does not stand in the discussion of this proposal; check the address
