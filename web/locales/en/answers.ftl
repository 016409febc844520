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

# The draft: review, versions, comparing, saving by itself
draft-read = Read the draft, its versions and comments
draft-title = Draft response, version { $version }
draft-older = This is an earlier version; the newest is { $newest }.
draft-see-newest = See the newest
draft-saved = saved by { $by } on { $date }
draft-saved-automatically = saved automatically while { $by } was writing, { $date }
draft-version = Version { $version }
draft-versions = Versions
draft-comments = Comments of the review
draft-comments-about = Only officers and approvers of the lead agencies see them.
draft-no-comments = No comments yet.
draft-whole = The whole draft
draft-sent-back = Sent back
draft-do-comment = Comment
draft-compare-from = From
draft-compare-to = To
draft-do-compare = Compare
draft-compare-title = What changed from version { $from } to version { $to }
draft-compare-same = The two versions say the same.
draft-compare-legend = How it is marked:
draft-removed = removed words
draft-added = added words
draft-back = Back to the draft
draft-piece-of-demand = Demand { $number }: { $piece }
draft-autosaved = Saved automatically ({ $date }).
draft-autosave-failed = It was not saved automatically. All you typed is still here; press “Save the draft”.
draft-autosave-invalid = Something is not finished yet, so it was not saved automatically. All you typed is still here.
draft-autosave-conflict = A colleague saved meanwhile. Press “Save the draft” to see both versions side by side; all you typed is still here.
field-draft-about = About which part
field-draft-comment = Comment
done-draft-commented = Your comment was added.
conflict-taken = Only your colleague had changed these, and they are in the form now: { $pieces }.
conflict-contested = { $count ->
    [one] One part was changed by both of you. Choose below.
   *[other] { $count } parts were changed by both of you. Choose for each below.
  }
conflict-nothing-left = Nothing else is left to choose. Check it and save.
conflict-mine = Yours
conflict-theirs = { $by }’s
conflict-empty = (empty)
conflict-keep-mine = Keep mine
conflict-take-theirs = Take theirs
conflict-both = Keep both
audit-event-case-draft-commented = A draft response was commented on

# After publication: printing and checking; the groups on the page of a case
response-verify = Download the file to check offline that this is, word for word, what was published:
response-file = Download the proof (JSON)
response-key = The platform’s public key
response-print = Print this response
cases-acts-answer = The response
cases-acts-way = On the way
cases-acts-proposer = With the proposer
cases-acts-agencies = Among agencies
voice-issue-answered = The agency’s response answers this
voice-issue-open = The agency’s response says why this is left open
told-case-draft-commented = A comment on the draft response to “{ $title }”
told-case-draft-commented-next = A colleague or the approver commented on the draft. Read it on the page of the draft.
