# Mails, text messages and notices

# How the reader stands to the proposal; used inside the other sentences
told-proposal = { $audience ->
    [proposer] Your proposal “{ $title }”
    [author] The proposal “{ $title }”
    [officers] “{ $title }”, a case of your agency,
    [approvers] “{ $title }”, a case of your agency,
    [reviewers] The proposal “{ $title }”
    [supervisors] “{ $title }”, a case of an agency that yours supervises,
    [administrators] The proposal “{ $title }”
    [signers] “{ $title }”
    [voices] “{ $title }”, on which you spoke,
    [registrants] “{ $title }”
    [co_signers] “{ $title }”, which you co-signed,
    [topics] “{ $title }”
   *[followers] “{ $title }”, which you follow,
}
told-proposal-submitted = To review: the proposal “{ $title }”
told-proposal-submitted-next = The proposer has submitted it, and the time for review has begun. Please decide at the review desk.
told-case-opened = To assign: “{ $title }” reached its threshold
told-case-opened-next = The dates of the answer are running. Please assign a lead agency, and supporting ones, at the administrator’s desk.
told-proposal-opened = { $proposal } passed review and opens for co-signing
told-proposal-opened-next = It can be co-signed from { $opens } until { $closes }. If enough people do, the responsible agency must answer.
told-proposal-accepted = { $proposal } was accepted
told-proposal-accepted-next = The case is open; an agency answers in public by a date.
told-proposal-listed = { $proposal } is listed now
told-proposal-listed-next = Enough people have signed: it is in the list of proposals and in the search now.
told-proposal-supporters-sought = { $proposal } is looking for supporters
told-proposal-supporters-sought-next = Send the link of its page to people who may support it; with enough of them it goes to review by itself.
told-proposal-supported = { $proposal } has enough supporters and is in review
told-proposal-supported-next = The time of the review has begun.
told-proposal-supporters-lapsed = { $proposal } found too few supporters
told-proposal-supporters-lapsed-next = There were too few supporters in time. The same matter can be proposed again.
told-proposal-supplement-asked = { $proposal }: please mend it
told-proposal-supplement-asked-next = Please mend what is said below and submit it again; the time until then does not count for the review.
told-proposal-supplemented = { $proposal } was mended
told-proposal-supplemented-next = The proposer has mended it, and the time of the review goes on.
told-proposal-supplement-missed = { $proposal } was not mended in time
told-proposal-supplement-missed-next = The date has passed, and the review goes on.
told-proposal-hearing-due = A hearing is owed on { $proposal }
told-proposal-hearing-due-next = Enough people have signed for a hearing. Signing goes on until the end of the window.
told-proposal-debate-due = A debate is owed on { $proposal }
told-proposal-debate-due-next = Enough people have signed for a debate. Signing goes on until the end of the window.
told-proposal-vote-due = A vote is owed on { $proposal }
told-proposal-vote-due-next = Enough people have signed for a vote. Signing goes on until the end of the window.
told-proposal-refused = { $proposal } was refused in review
told-proposal-refused-next = The proposal and the reasons stay public. You may mend it and propose again.
told-proposal-sent-back = { $proposal } was sent back for rewording
told-proposal-sent-back-next = Please change it as asked below and submit it again; it is then reviewed anew.
told-proposal-reached = { $proposal } reached its threshold
told-proposal-reached-next = A case is open, and a lead agency will be assigned. Every deadline is shown on the proposal’s page, missed ones too.
told-proposal-lapsed = { $proposal } lapsed
told-proposal-lapsed-next = Too few people co-signed it in time. The subject may be proposed again, and the agency may still answer.
told-drive-paused = The co-signing of { $proposal } pauses
told-drive-paused-next = Every co-signature counts as before; the window is longer by the same time.
told-drive-resumed = The co-signing of { $proposal } goes on
told-drive-resumed-next = Its window is longer by the time it paused.
told-drive-pause-withdrawn = The pause of { $proposal } is called off
told-proposal-withdrawn = { $proposal } was withdrawn by its proposer
told-proposal-withdrawn-next = The proposal and the reason stay public. Co-signing has ended.
told-case-assigned = New case: “{ $title }” was assigned to your agency
told-case-assigned-next = Please post the timetable and contact the proposer; the deadlines stand on the case’s page.
told-case-transferred = Transferred case: “{ $title }” came to your agency
told-case-transferred-next = The reasons are public on the case’s page. The deadlines stay as they were.
told-case-extended = { $proposal } now has until { $until } for an answer
told-case-extended-next = The agency must answer by the new date. Its reasons and the progress so far stand below.
told-case-missed = { $proposal } missed a deadline: { $clock }
told-case-missed-next = It was due on { $due } and is not done. The days since then are shown in public until it is.
told-case-response-submitted = To be signed: the formal response to “{ $title }”
told-case-response-submitted-next = Please read it at the approver’s desk. Once signed it is public and can’t be edited.
told-case-response-sent-back = Sent back: the draft response to “{ $title }”
told-case-response-sent-back-next = The approver left a note. Please change the draft and submit it again.
told-case-response-published = { $proposal } has a formal response
told-case-response-published-next = Read what the agency decided on each demand, with its reasons. The discussion goes on, and follow-ups stand on the proposal’s page.
told-case-addendum = { $proposal } has an addendum to its formal response
told-case-addendum-next = The response itself stays as it was; the addendum stands below it.
told-case-follow-up-reported = { $proposal } has news of a follow-up
told-case-follow-up-reported-next = What is still to be done, and by when, stands on the proposal’s page.
told-comment-added = Somebody replied to your comment on “{ $title }”
told-comment-added-next = You can read it in the discussion and answer.
told-comment-hidden = Your comment on “{ $title }” was hidden
told-comment-hidden-next = The reason stands in its place.
told-comment-restored = Your comment on “{ $title }” is shown again
told-comment-restored-next = The earlier decision was taken back.
told-clock-timetable = the timetable
told-clock-contact = contacting the proposer
told-clock-response = the formal response
told-clock-other = a duty of the agency

mail-greeting = Hello,
mail-said = What was said
mail-progress = Progress so far
mail-look = Have a look
mail-sender = This mail was sent by { $platform } automatically; nobody reads replies to it.
mail-why = { $audience ->
    [proposer] You get this mail because it is your proposal.
    [author] You get this mail because it is your comment.
    [officers] You get this mail because you are an officer of the agency.
    [approvers] You get this mail because you are an approver of the agency.
    [reviewers] You get this mail because you review proposals.
    [supervisors] You receive this mail because you sign for the supervising agency.
    [administrators] You get this mail because you administer the platform.
    [signers] You get this mail because it is about your own signature.
    [voices] You get this mail because the response answers what you said.
    [registrants] You receive this mail because you registered for this meeting.
    [co_signers] You get this mail because you co-signed this proposal.
   *[followers] You get this mail because you follow this proposal.
}
mail-unsubscribe = Change or stop these mails
mail-not-you = If it was not you, ignore this mail; nothing will change.

mail-email-confirmation-subject = Please confirm your e-mail address
mail-email-confirmation-body = Open the link and press the button on the page. The link works for { $hours } hours.
mail-email-confirmation-button = Confirm the address
mail-address-already-registered-subject = Your e-mail address is registered already
mail-address-already-registered-body = Somebody tried to register with this address, which has an account. If it was you, just sign in; a forgotten password can be reset.
mail-address-already-registered-button = Sign in
mail-password-reset-subject = Choose a new password
mail-password-reset-body = Open the link to choose a new password. It works once, for { $minutes } minutes.
mail-password-reset-button = Choose a new password
mail-password-changed-subject = Your password was changed
mail-password-changed-body = Your password has just been changed, and all other devices were signed out. If it was not you, reset it at once.
mail-receipt-subject = Your receipt: { $title }
mail-receipt-body = This is the receipt of your co-signature for “{ $title }”.
mail-receipt-file = The attached file is the proof. Keep it: with it you can check offline that your co-signature was counted, without trusting the platform.
mail-receipt-button = Show the receipt
mail-password-changed-button = Reset the password
sms-mobile-code = { $platform } code { $code }, valid for { $minutes } minutes. Tell it to nobody.

# My page and notices
my-title = My page
my-must-confirm = Once your mobile number is confirmed, you can propose and co-sign.
my-to-account = Go to your account
my-all-notices = See all notices
my-proposals = My proposals
my-no-proposals = You have made no proposal yet.
my-signatures = What I co-signed
my-no-signatures = You have co-signed nothing yet.
my-look-around = See what can be co-signed
my-follows = What I follow
my-no-follows = You follow nothing yet. Press “Follow” on a proposal’s page to be told of its progress.
my-settings = Settings
my-account = Account and devices
my-count = { $count } co-signed, threshold { $threshold }
my-signed-on = Co-signed on { $date }.
my-withdrawn = Co-signed on { $date }, taken back later.
my-receipt = Receipt
my-next-draft = Not submitted yet. Once you submit it, it is reviewed.
my-next-in-review = Waits for a reviewer.
my-next-in-review-by = Waits for a reviewer, by { $date }.
my-next-in-review-overdue = The review is { $days } day(s) overdue.
my-next-sent-back = Please change it as the reviewer asked and submit it again.
my-next-supporting = Send the link to people who may support it.
my-next-refused = Refused; the reasons are public on its page. You may mend it and propose again.
my-next-open = Open for co-signing.
my-next-open-ahead = Passed review; co-signing opens on { $date }.
my-next-open-by = Open for co-signing until { $date }.
my-next-open-over = The time for co-signing is over.
my-next-lapsed = Too few co-signed it; it ends here and may be proposed again.
my-next-reached = Waits for the agency’s formal response.
my-next-reached-by = Waits for the agency’s formal response, by { $date }.
my-next-reached-overdue = The agency’s response is { $days } day(s) overdue.
my-next-answered = The agency has answered each demand; read its decisions and reasons.
my-next-withdrawn = Its proposer withdrew it; it ends here.
my-next-closed = Closed.
notices-title = Notices
notices-none = There are no notices.
notices-new = New
notices-all = All
notices-unread = Unread ({ $count })
notices-mark-read = Mark as read
notices-mark-all = Mark all as read
done-notices-read = Marked as read.
follow-begin = Follow
follow-end = Stop following
follow-told = You are told of its progress.
follow-count = { $count } following
done-followed = You follow it now and will be told of its progress.
done-unfollowed = You don’t follow it any more.
mails-title = Mails you get
mails-save = Save
mails-always = Mails that keep your account safe, such as confirmations and password resets, are always sent.
done-mails-saved = Your choice of mails is saved.

# Demo mode
clock-title = Time machine
clock-lead = Move the platform’s clock forward and watch windows close and deadlines pass. It exists in demo mode only.
clock-ahead = { $days } day(s) ahead of the real date.
clock-real = The same as the real time.
clock-next = To the next deadline
clock-day = One day forward
clock-week = Seven days forward
clock-forward = Go forward
clock-no-return = Time only goes forward, never back.
clock-upcoming = Deadlines to come
clock-nothing = No deadline lies ahead.
clock-ends = at the end of { $date }
clock-go = Go there
clock-what-opens = Co-signing opens
clock-what-closes = Co-signing ends
clock-what-review = Review is due
clock-what-follow-up = Follow-up is due
clock-what-clock-timetable = Timetable is due
clock-what-clock-contact = Contact with the proposer is due
clock-what-clock-response = Formal response is due
clock-what-clock-other = A deadline of the agency
field-clock-days = Days to go forward
error-days-not-in-range = Write a whole number from 1 to 3650
error-to-not-an-instant = Choose one from the list
done-time-passed = Time has passed.
fault-no-deadline-ahead = No deadline lies ahead.
mailbox-title = Demo mailbox
mailbox-lead = Every mail and text message of the platform ends up here; nothing is really sent.
mailbox-to = Address or mobile number
mailbox-filter = Filter
mailbox-all = Show all
mailbox-empty = No messages yet.
mailbox-nothing-for = Nothing was sent to “{ $to }”. Check the address or number, or show all.
mailbox-mail = Mail
mailbox-sms = Text message
mailbox-channel = Kind
mailbox-recipient = To
mailbox-at = Sent
mailbox-as-html = The mail as a web page

# Audit log
audit-title = Audit log
audit-lead = Everything that matters on the platform is kept here, sealed in order, and can’t be rewritten by anyone. It holds ids, never personal data.
audit-all = All
audit-filter = Filter
audit-empty = No events match.
audit-number = No.
audit-at = When
audit-what = What
audit-by = Who
audit-on = On what
audit-facts = Facts
audit-show = Show
audit-sealed = seal { $position }
audit-unsealed = not sealed yet
audit-internal = internal
audit-group-proposal = Proposals
audit-group-signatures = Signatures
audit-group-case = Cases
audit-group-comment = Comments
audit-group-hearing = Hearings
audit-group-agency = Agencies
audit-group-person = Accounts
audit-event-agency-activated = Agency activated
audit-event-agency-changed = Agency changed
audit-event-agency-created = Agency added
audit-event-agency-deactivated = Agency deactivated
audit-event-case-addendum = Addendum published
audit-event-case-addendum-declined = Addendum declined
audit-event-case-addendum-written = Addendum written
audit-event-case-assigned = Agencies named
audit-event-case-closed = Case closed
audit-event-case-contact-recorded = Contact recorded
audit-event-case-deadline-set = Deadline set
audit-event-case-draft-begun = Response begun
audit-event-case-extended = Deadline extended
audit-event-drive-paused = Co-signing paused
audit-event-drive-resumed = Co-signing resumed
audit-event-drive-pause-withdrawn = Pause called off
audit-event-polling-day-added = Polling day entered
audit-event-polling-day-removed = Polling day removed
audit-event-case-follow-up-added = Follow-up promised
audit-event-case-follow-up-overdue = Follow-up overdue
audit-event-case-follow-up-reported = Follow-up reported
audit-event-case-miss-explained = Miss explained
audit-event-case-missed = Deadline missed
audit-event-case-opened = Case opened
audit-event-case-response-published = Response published
audit-event-case-response-sent-back = Response sent back
audit-event-case-response-submitted = Response submitted
audit-event-case-timetable-posted = Timetable announced
audit-event-case-transfer-noted = Transfer noted
audit-event-case-transferred = Case transferred
audit-event-comment-added = Comment added
audit-event-comment-deleted = Comment deleted
audit-event-comment-edited = Comment edited
audit-event-comment-hidden = Comment hidden
audit-event-comment-kept = Comment kept
audit-event-comment-reported = Comment reported
audit-event-comment-restored = Comment shown again
audit-event-hearing-changed = Meeting changed
audit-event-hearing-created = Meeting announced
audit-event-hearing-record-imported = Record imported
audit-event-person-created = Account created by an operator
audit-event-person-deleted = Account deleted
audit-event-person-mobile-confirmed = Mobile number confirmed
audit-event-person-password-changed = Password changed
audit-event-person-password-reset = Password reset
audit-event-person-registered = Registered
audit-event-person-role-granted = Role granted
audit-event-person-role-revoked = Role revoked
audit-event-person-session-ended-after-reuse = Session ended after a token was reused
audit-event-proposal-answered = Proposal answered
audit-event-proposal-closed = Proposal closed
audit-event-proposal-lapsed = Proposal lapsed
audit-event-proposal-opened = Proposal accepted
audit-event-proposal-accepted = Proposal accepted, case opened
audit-event-proposal-listed = Proposal listed
audit-event-proposal-supporters-sought = Search for supporters began
audit-event-proposal-supported = Enough supporters, sent to review
audit-event-proposal-supporters-lapsed = Too few supporters
audit-event-proposal-supplement-asked = Proposer asked to mend something
audit-event-proposal-supplemented = Proposal mended
audit-event-proposal-supplement-missed = Not mended in time
audit-event-proposal-hearing-due = Hearing owed
audit-event-proposal-debate-due = Debate owed
audit-event-proposal-vote-due = Vote owed
audit-event-proposal-ownership-check = Agencies asked whose matter it is
audit-event-proposal-reached = Threshold reached
audit-event-proposal-refused = Proposal refused
audit-event-proposal-sent-back = Proposal sent back
audit-event-proposal-submitted = Proposal submitted
audit-event-proposal-withdrawn = Proposal withdrawn
audit-event-signatures-added = Signatures added
audit-event-signatures-threshold-reached = Threshold of signatures reached
audit-event-signatures-withdrawn = Signature taken back
audit-event-signatures-restored = Co-signatures count again
audit-event-signatures-put-aside = Co-signatures put aside
audit-event-signatures-invalidated = Co-signatures invalidated
audit-event-signatures-moved = Co-signature counted under another county
audit-event-signatures-fell-below = Fell below the threshold
audit-event-signatures-reached-again = Threshold reached again
field-audit-kind = Kind
field-audit-role = Role
field-audit-subject = Id of the subject
field-audit-actor = Id of who did it
error-subject-not-an-id = This is no id
error-actor-not-an-id = This is no id

# Feeds
feed-proposals = Newest proposals
feed-proposal = Progress of “{ $title }”
feed-subscribe = Subscribe (Atom)
crowd-title = Let the sample crowd co-sign
crowd-lead = To see what happens at the threshold, let sample people without accounts co-sign; or all but one, so that the last one is yours.
crowd-missing = { $count } co-signatures missing
crowd-but-one = All but one
crowd-all = Up to the threshold
crowd-nothing = No proposal is open for co-signing below its threshold.
done-crowd-signed = The sample crowd has co-signed.
mail-signature-confirmation-subject = Finish co-signing: { $title }
mail-signature-confirmation-body = Somebody gave this address to co-sign “{ $title }”. Open the link and press the button on the page. The link works for { $days } days.
mail-signature-confirmation-more = Until you press it, nothing is counted.
mail-signature-confirmation-button = Go and co-sign
mail-signature-already-subject = You have co-signed already: { $title }
mail-signature-already-body = Somebody gave this address to co-sign “{ $title }”. This mailbox has co-signed it before, and each mailbox counts once.
mail-signature-already-more = The link opens the receipt; until the end you can take the signature back there.
mail-signature-already-button = See the receipt
mail-signature-not-you = If it was not you, ignore this mail; nothing will change. Please do not pass the link on.
told-signatures-put-aside = { $proposal }: your signature waits for a check and does not count meanwhile
told-signatures-put-aside-next = { $why } A reviewer will check it. On the proposal’s page you can confirm by mobile that it is yours; then it counts at once.
told-signatures-invalidated = { $proposal }: your signature was checked and does not count
told-signatures-invalidated-next = { $why } How many, and why, is public on the proposal’s page of signatures.
told-signatures-restored = { $proposal }: your signature was checked and counts
told-signatures-restored-next = There is nothing more for you to do.
audit-event-checks-domains-given = Throw-away mail domains given
told-proposal-similar-named = { $proposal } was withdrawn. Co-sign the similar “{ $other }”, too?
told-proposal-similar-named-next = No signature is moved by itself: read both, and co-sign with one press if you want to. If you do nothing, nothing happens.
audit-event-proposal-similar-named = A similar proposal was named on withdrawal
audit-event-proposal-named-similar = Named as similar by a withdrawn proposal
audit-event-case-clock-started = A clock has started
audit-event-case-paused = Clocks stand still
audit-event-case-resumed = Clocks go on
audit-event-case-supplement-asked = The proposer is asked for something
audit-event-case-supplement-answered = The proposer has answered
audit-event-case-progress-told = Progress told
audit-event-case-outcome-recorded = Outcome of a hearing, a debate or a vote
told-case-progress-told = { $proposal } has news of its progress
told-case-progress-told-next = What the agency says stands below; the dates stand on the proposal’s page.
told-case-outcome-recorded = { $proposal } has the outcome of a hearing, a debate or a vote
told-case-outcome-recorded-next = The outcome stands below; further dates stand on the proposal’s page.
told-case-paused = The clocks of { $proposal } stand still
told-case-paused-next = The time until they go on does not count. The reason stands below.
told-case-resumed = The clocks of { $proposal } go on
told-case-resumed-next = The new dates stand on the proposal’s page.
told-case-supplement-asked = { $proposal } needs something from you
told-case-supplement-asked-next = Please answer by { $due } on the proposal’s page. The time until then does not count for the agency’s deadlines.
told-case-supplement-answered = The proposer of “{ $title }” has answered
told-case-supplement-answered-next = The clocks go on. Please go on with the case at your desk.
audit-event-person-identity-confirmed = Identity confirmed
audit-event-person-identity-removed = Identity removed
told-comment-edit-asked = You are asked to change your comment on “{ $title }”
told-comment-edit-asked-next = The notice gives the reason and says how to appeal. The comment stays.
told-comment-author-paused = Your posting is paused because of a comment on “{ $title }”
told-comment-author-paused-next = The notice says until when, why, and how to appeal.
told-comment-thread-closed = Your comment on “{ $title }” takes no more replies
told-comment-thread-closed-next = The notice gives the reason and says how to appeal. What is there stays.
told-comment-thread-reopened = Your comment on “{ $title }” takes replies again
told-comment-thread-reopened-next = The earlier decision was withdrawn.
told-comment-decision-undone = The decision about your comment on “{ $title }” was undone
told-comment-decision-undone-next = The comment is as it was before.
told-comment-appeal-decided = Your appeal about your comment on “{ $title }” was decided
told-comment-appeal-decided-next = The notice gives the outcome and the reason.
audit-event-comment-edit-asked = Author asked to edit
audit-event-comment-author-paused = Posting paused
audit-event-comment-thread-closed = Thread closed
audit-event-comment-thread-reopened = Thread reopened
audit-event-comment-decision-undone = Decision undone
audit-event-comment-appealed = Appeal made
audit-event-comment-appeal-decided = Appeal decided
