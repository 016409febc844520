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
field-moderation-ground = Ground
field-moderation-reason = Reason
field-moderation-reason-hint = Reasons for hiding and closing are shown in public; of other decisions only the author is told. May be empty when keeping.
done-comment-added = Your comment is published.
done-comment-saved = Saved. What it said before can be seen in its history.
done-comment-deleted = The comment is deleted.
done-voice-reported = Your report has arrived. Thank you.
done-voice-hidden = Hidden; the reason stands in its place.
done-voice-kept = Kept; its reports are settled.
done-voice-restored = It is shown again.
fault-discussion-closed = This proposal takes no comments at present.
fault-own-second-factor = Remove your own second factor on the account page, with your password and a code.
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
discussion-no-stance =
    { $people ->
        [one] One more person takes no side
       *[other] { $people } more people take no side
    } ({ $posts ->
        [one] one post
       *[other] { $posts } posts
    }), those who spoke at a meeting among them.
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
act-ask-edit = Author asked to edit
act-pause = Posting paused
act-close = Thread closed
act-reopen = Thread reopened
moderation-ask-edit = Ask the author to edit
moderation-close = Close this thread
moderation-reopen = Reopen this thread
moderation-pause = Pause the author’s posting
moderation-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
moderation-until = Until { $date }
moderation-undone = Undone
moderation-undo = Undo my last decision
moderation-undo-note = A decision can be undone for 10 minutes; its reports wait again then.
moderation-appeals = Appeals waiting: { $count }
moderation-reported = Reports waiting
moderation-claimed = { $name } is at it
moderation-claimed-since = { $name } has been at this since { $time }. You can still decide; the first decision counts.
moderation-history = Other decisions about this author
field-moderation-pause = How long to pause posting
error-days-unknown-choice = Choose how many days
statement-title = Decision about your comment
statement-voice = See the comment
statement-what = Decision
statement-when = When
statement-rule = Ground
statement-rulebook = One of the grounds on which comments can be reported; how often each is used is public.
statement-why = Reason
statement-until = How long it holds
statement-until-hide = Until it is shown again
statement-until-ask-edit = Until you have changed it; the comment stays
statement-until-close = Until it is reopened; what is there stays
statement-until-keep = Your comment is not affected
statement-until-restore = Shown again at once
statement-until-reopen = Open again at once
statement-act-hide = Your comment was hidden
statement-act-ask-edit = You are asked to change your comment
statement-act-pause = You cannot post for a time
statement-act-close = Your comment takes no more replies
statement-act-keep = Your comment was reported and stays
statement-act-restore = Your comment is shown again
statement-act-reopen = Your comment takes replies again
statement-undone = Undone on { $date } by the moderator who made it.
statement-edit = Change my comment
appeal-title = Appeal
appeal-how = If you think this is wrong, you can appeal once until { $date }. Another moderator decides and you are told; the numbers are public.
appeal-send = Send appeal
appeal-none = This decision cannot be appealed at present.
appeal-waits = The appeal has arrived; another moderator will decide it.
appeal-waits-short = Appeal waiting
appeal-upheld = Appeal upheld, decision withdrawn
appeal-dismissed = Appeal dismissed
appeal-uphold = Uphold, withdraw the decision
appeal-dismiss = Dismiss
appeal-another = You made this decision; another moderator must decide the appeal.
field-appeal-words = Why you appeal
field-appeal-words-hint = Say why the decision is wrong.
field-appeal-reason = Reason for the outcome
field-appeal-reason-hint = The person who appealed is told.
voice-closed = Closed to replies:
voice-decided = Decision about this comment, and how to appeal
done-appeal-made = Your appeal has arrived. Another moderator will decide it.
done-appeal-decided = The appeal is decided, and the author is told.
done-decision-undone = Undone. Its reports wait again.
done-voice-edit-asked = The author was asked to edit.
done-author-paused = The author’s posting is paused.
done-thread-closed = The thread is closed.
done-thread-reopened = The thread is open again.
fault-posting-paused = Your posting is paused. Your notices say until when, why, and how to appeal.
fault-thread-closed = This thread takes no more replies.
fault-appealed-already = You have appealed against this decision already.
fault-decision-final = The time for this is over, or something else was decided meanwhile.
fault-appeal-another = Whoever made a decision cannot decide the appeal against it.
figures-title = Moderation in numbers
figures-lead = Reports, decisions and appeals of the last 12 months. Every hidden comment shows its ground and reason in its place.
figures-none = None yet.
figures-reports = Reports
figures-waiting = Waiting
figures-decisions = Decisions
figures-undone = (and { $count } undone)
figures-median = Half decided within
figures-ninety = Nine of ten decided within
figures-appeals = Appeals
figures-appeals-of = { $made } made, { $decided } decided, { $upheld } upheld
figures-by-act = Kind of decision
figures-by-ground = Grounds of hiding
figures-by-month = By month
figures-month = Month
figures-csv = Download CSV
figures-minutes = { $count } min
figures-hours = { $count } h
figures-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
keys-title = Keyboard
keys-on = Use single keys
keys-j = Next
keys-k = Previous
keys-enter = Open
keys-digits = 1 to 6: choose the ground
keys-r = Write the reason
keys-h = Hide, or show again
keys-b = Keep
keys-e = Ask to edit
keys-p = Pause posting
keys-c = Close or reopen the thread
keys-u = Undo my last decision
