discussion-title = Discussion
discussion-numbers = Participants: { $people } · Posts: { $voices }
discussion-stances = People and posts by stance
discussion-people = People
discussion-posts = Posts
discussion-stance-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
discussion-stance-posts = { $count ->
    [one] 1 post
   *[other] { $count } posts
}
discussion-filters = Filter and sort
discussion-channel = Channel
discussion-order = Order
discussion-all = All
discussion-empty = Nobody has commented yet. Your reasons can be the first.
discussion-empty-filtered = Nothing matches this filter.
discussion-whole = See the whole discussion
order-newest = Newest
order-oldest = Oldest
stance-pro = For
stance-con = Against
stance-other = Other
voice-deleted = The author deleted this comment.
voice-gone = The corrected record no longer has this statement.
voice-gone-since = Removed by version { $version } of the record, corrected on { $date }.
voice-hidden = This comment was hidden:
voice-hidden-reason = Reason:
voice-unnamed = Unnamed
voice-proposer = Proposer
voice-agency = Agency staff
voice-edited = Edited { $date }
voice-reply = Reply
voice-edit = Edit
voice-delete = Delete
voice-report = Report
voice-moderate = Moderate
voice-whole = Read it all
voice-of = { " " }(comment by { $name })
voice-more-replies = { $count ->
    [one] 1 more reply
   *[other] { $count } more replies
}
comment-write = Write a comment
comment-send = Post comment
comment-send-reply = Post reply
comment-save = Save
comment-cancel = Cancel
comment-delete = Delete this comment
comment-closed = This proposal takes no comments at present.
comment-sign-in = Sign in
comment-sign-in-after = { " " }to comment.
comment-confirm = Confirm your mobile number before you comment, so that every participant counts once.
comment-confirm-link = Confirm it now
comment-edit-title = Edit your comment
comment-edit-note = What it said before stays, for all to see.
comment-delete-title = Delete this comment?
comment-delete-note = Its words and their history are removed for good. This can't be undone.
comment-delete-note-replies = Its words and their history are removed for good. This can't be undone. Replies of others stay; the place is marked as deleted.
field-comment-stance = Stance
field-comment-body = Your comment
field-comment-body-hint = Give reasons, so that those who disagree can follow. Don't post anybody's personal data.
field-reply-body = Your reply
field-reply-body-hint = Speak to the matter, not against the person. Don't post anybody's personal data.
error-stance-required = Choose a stance
error-comment-too-many = Too many comments in a short time. Try again in { $minutes } minutes
thread-title = A comment and its replies
thread-replies = { $count ->
    [0] Replies
    [one] 1 reply
   *[other] { $count } replies
}
thread-no-replies = No replies yet.
thread-reply = Reply to this
wording-title = History of edits
wording-back = Back to the comment
wording-empty = There is no history to show.
wording-now = As it stands now
wording-until = Until { $date }
report-title = Report this comment
report-note = Moderators see your report and give a public reason for what they decide; nobody else sees who reported.
report-send = Send report
field-report-ground = Ground
field-report-words = In your words
field-report-words-hint = Needed if you choose “Other”.
error-ground-required = Choose a ground
error-words-required = Say what is wrong
error-words-too-short = Say what is wrong, in at least { $min } characters
ground-attack = Personal attack, threat or discrimination
ground-personal-data = Somebody’s personal data
ground-spam = Advertising or repetition
ground-off-topic = Nothing to do with the subject
ground-unlawful = Against the law
ground-other = Other
act-hide = Hidden
act-keep = Kept
act-restore = Shown again
moderation-title = Moderation
moderation-waiting = { $count ->
    [one] 1 comment is waiting
   *[other] { $count } comments are waiting
}
moderation-empty = No reports are waiting.
moderation-decisions-link = Past decisions
moderation-decisions = Past decisions
moderation-decisions-empty = Nothing was decided yet.
moderation-reports = { $count ->
    [one] 1 report
   *[other] { $count } reports
}
moderation-since = since { $date }
moderation-own = This is your own comment; another moderator must decide.
moderation-decide = Look and decide
moderation-decide-title = Look and decide
moderation-context = See it in the discussion
moderation-in-reply-to = In reply to:
moderation-what = Your decision
moderation-hide = Hide it and publish the reason
moderation-keep = Keep it
moderation-restore = Show it again
moderation-before = Decided before
moderation-see-voice = See the comment
field-moderation-ground = Ground for hiding
field-moderation-reason = Reason
field-moderation-reason-hint = When you hide it, the reason is shown in public in its place; when you keep it, you may leave this empty.
done-comment-added = Your comment is published.
done-comment-saved = Saved. What it said before can be seen in its history.
done-comment-deleted = The comment is deleted.
done-voice-reported = Your report has arrived. Thank you.
done-voice-hidden = Hidden; the reason stands in its place.
done-voice-kept = Kept; its reports are settled.
done-voice-restored = It is shown again.
fault-discussion-closed = This proposal takes no comments at present.
fault-voice-hidden = This comment is hidden; nothing can be done with it.
fault-voice-deleted = This comment was deleted.
fault-voice-gone = The corrected record no longer has this statement.
fault-voice-visible = This comment is shown already.
fault-own-voice = You can't report or decide about your own comment.
fault-own-reaction = You can’t react to your own comment.
fault-nothing-reported = No reports are waiting for this comment. Another moderator may have settled them.
fault-reported-already = You have reported this comment already.
fault-comment-needs-mobile = Confirm your mobile number first, so that every participant counts once.
comment-identify = Confirm who you are before you comment, so that every participant counts once.
fault-comment-needs-identity = Confirm who you are first, so that every participant counts once.
discussion-neither = Other comments and statements
discussion-over-time = People by stance over time
stance-chart-summary = { $from } to { $to }: for { $pro }, against { $con }, other { $other } people.
order-balanced = Both sides
order-most-answered = Most replies
order-official = Official replies only
reaction-useful = Useful
reaction-not-useful = Not useful
voice-official = Official reply · { $agency }
voice-in-reply-to = In reply to { $name }
voice-in-reply-to-deleted = In reply to a deleted comment
voice-quote-of = Quoting { $name }:
voice-quote-hidden = This comment was hidden.
voice-quote-deleted = This comment was deleted.
voice-quote-gone = The corrected record no longer has this statement.
comment-markdown = You can use **bold**, *italics*, - lists, > quotes and links. Paste the address of a comment or statement to quote it.
comment-as-agency = Post as the official reply of { $agency }
comment-edit-free = Until { $time } you can change it freely. Later, what it said before stays readable for everybody.
comment-edit-meanwhile = What it says now
comment-edit-yours = What you just typed
error-comment-changed = This comment was changed while you edited it. Compare it with what it says now, below, and save again.
fault-voice-changed = This comment was changed while you edited it. Read it again first.
fault-comment-no-agency = You may not speak for any agency.
thread-in-discussion = See it in the discussion
thread-answer = Reply to { $name }
thread-answer-root = Reply to the first comment instead
