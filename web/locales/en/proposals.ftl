home-page = Home
home-title = Propose it; the government must answer in public
home-lead = Propose a change of policy. Once { $threshold } people have co-signed, the agency in charge must answer in public within { $period }, and a missed date shows.
home-browse = See what is open for co-signing
home-more = All
home-figure-proposals = public proposals
home-figure-signatures = valid co-signatures
home-figure-waiting = awaiting an answer
home-figure-overdue = answers overdue
home-figure-answered = answered
home-closing = Closing soon
home-closing-empty = Nothing is open for co-signing at the moment.
home-waiting = Awaiting an answer
home-waiting-empty = No answer is owed at the moment.
home-answered = Newly answered
home-answered-empty = No proposal has been answered yet.
home-newest = Newest proposals
home-newest-empty = There are no public proposals yet. You can write the first.
proposals-search = Search proposals
proposals-agency = Agency
proposals-category = Category
proposals-county = County or city
proposals-any = Any
proposals-find = Search
proposals-clear = Clear
proposals-unknown = There is no such filter ({ $names }); it was left out.
proposals-states = State
proposals-sorts = Order
proposals-all = All
proposals-total = { $count ->
    [one] one proposal
   *[other] { $shown } proposals
  }
proposals-empty = No proposal fits. Try another word, or clear the filters.
sort-newest = Newest
sort-closing-soon = Closing soon
proposal-date-opens = Opens for co-signing on { $date }
proposal-date-due = Answer due { $date }
proposal-date-overdue = { $days ->
    [one] Overdue by one day
   *[other] Overdue by { $days } days
  }
proposal-date-answered = Answered { $date }
proposal-date-ended = Ended { $date }
proposal-days-left = { $days ->
    [one] one day left
   *[other] { $days } days left
  }
proposal-days-last = today is the last day
proposal-days-over = the date has passed
proposal-number = Proposal { $number }
proposal-by = by { $name }
proposal-sign = Co-sign
proposal-response = Formal response
proposal-case = What the agency does
proposal-words = The proposal
proposal-timeline = Timeline
proposal-discussion = What people say
proposal-contents = On this page
proposal-rulebook = Rules: { $name }
proposal-revisions = Earlier texts
proposal-revision = Submission { $number } ({ $date })
proposal-as-data = As data (JSON)
proposal-agencies = Agencies suggested
proposal-agencies-platform = Left to the platform
proposal-county-all = The whole country
proposal-reason-refused = Why it was refused
proposal-reason-sent-back = The reviewer asks for changes
proposal-reason-withdrawn = Why it was withdrawn
proposal-review = Review this proposal
proposal-edit = Continue editing
proposal-withdraw = Withdraw proposal
proposal-keep = Don't withdraw
proposal-delete = Delete draft
standing-title = Where it stands
standing-now = Now
standing-next = Next
standing-by = By when
standing-who = Who must act
standing-date-unknown = Not known: the office calendar of that year is not published yet
standing-extended = extended
standing-draft-now = Draft, seen by you alone
standing-draft-next = Finish it and submit it for review
standing-draft-who = The proposer
standing-in-review-now = Submitted, in review
standing-in-review-next = A reviewer opens it, sends it back or refuses it
standing-in-review-who = A reviewer
standing-sent-back-now = Sent back for rewording
standing-sent-back-next = Reword it and submit it again
standing-sent-back-who = The proposer
standing-refused-now = Refused
standing-refused-next = It may be reworded and proposed again
standing-refused-who = Nobody
standing-open-ahead-now = Passed review, co-signing not open yet
standing-open-ahead-next = Co-signing opens; { $threshold } are needed
standing-open-ahead-who = Wait for it to open
standing-open-now = Open for co-signing
standing-open-next = At { $threshold } an agency must answer
standing-open-who = Everyone: { $missing } more needed
standing-open-paused-now = Co-signing pauses
standing-open-paused-next = Co-signing goes on, for longer by the time it paused
standing-open-paused-who = Wait for it to go on
standing-lapsed-now = Ended below { $threshold }
standing-lapsed-next = It may be proposed again; the agency may still answer
standing-lapsed-who = Nobody
standing-reached-now = Threshold reached
standing-reached-next = The lead agency answers formally, in public
standing-reached-who = The lead agency
standing-reached-unassigned-now = Threshold reached
standing-reached-unassigned-next = A lead agency is named, which answers in public
standing-reached-unassigned-who = An administrator
standing-answered-now = Formally answered
standing-answered-next = Follow-up of what was promised; discussion goes on
standing-answered-who = The lead agency
standing-withdrawn-now = Withdrawn by its proposer
standing-withdrawn-next = Text and reason stay public
standing-withdrawn-who = Nobody
standing-closed-now = Closed
standing-closed-next = Text and answer stay public
standing-closed-who = Nobody
timeline-missed = The date has passed and it is not done
timeline-read = Read it all
coming-review = Review done
coming-opens = Co-signing opens
coming-closes = Co-signing ends
coming-response = Formal response
coming-follow-up = Report on a follow-up
event-proposal-submitted = Submitted
event-proposal-sent-back = Sent back for rewording
event-proposal-refused = Refused
event-proposal-opened = Passed review, open for co-signing
event-proposal-withdrawn = Withdrawn by the proposer
event-proposal-ownership-check = { $count } co-signed: agencies confirm whose matter it is
event-proposal-reached = { $count } co-signed: threshold reached
event-signatures-fell-below = Some co-signatures count no more: below the threshold again ({ $count })
event-signatures-reached-again = The threshold is reached again ({ $count })
event-proposal-lapsed = The window ended below the threshold
event-drive-paused = Co-signing pauses
event-drive-resumed = Co-signing goes on
event-drive-pause-withdrawn = The pause is called off
timeline-window-to = The window runs until 24:00 on { $date }
event-proposal-answered = Answered
event-proposal-closed = All follow-ups done, closed
event-case-opened = Case opened, the clocks run
event-case-assigned = Lead and supporting agencies named
event-case-transferred = Transfer asked for
event-case-timetable-posted = Timetable announced
event-case-contact-recorded = Proposer contacted
event-case-extended = Deadline extended
event-case-missed = Missed: { $clock }
event-case-miss-explained = Miss explained: { $clock }
event-case-deadline-set = Deadline now known: { $clock }
event-case-response-published = Formal response published
event-case-addendum = Addendum published
event-case-follow-up-added = Follow-up promised
event-case-follow-up-reported = Follow-up reported
event-case-follow-up-overdue = Follow-up overdue
event-case-closed = Case ended
event-hearing-created = Meeting announced
event-hearing-changed = Meeting changed
event-hearing-record-imported = Record of the meeting published
event-hearing-record-corrected = Record corrected: { $added } added, { $changed } changed, { $removed } removed
similar-title = Has somebody proposed this before?
similar-text = Co-signing a proposal that exists often reaches the threshold sooner than a new one. A proposal for the opposite is no duplicate.
similar-over = These can no longer be co-signed. Their text and outcome may help you decide whether to propose it again.
begin-title = Make a proposal
begin-lead = Write down what the government should change. It takes about 20 minutes and is kept as a draft, so you can leave and come back.
begin-needs = What you need
begin-who = Who: { $who }
begin-confirmed = A confirmed mobile number and e-mail address
begin-fields = You will be asked for: { $fields }
begin-then = After you submit
begin-review = A reviewer checks it within { $period }. A refusal always gives reasons, and you may reword it.
begin-window = Then it is open for co-signing for { $period }; { $threshold } are needed.
begin-answer = Then the lead agency must answer in public within { $period }.
begin-rules = The full rules
begin-public = What is submitted is not deleted: refused and withdrawn proposals stay public with the reason. Please leave out personal data.
begin-go = Start writing
begin-sign-in = Sign in to start
begin-confirm = Go and confirm
begin-confirm-text = Confirm your mobile number before you propose.
begin-drafts = { $count ->
    [one] You have one unfinished draft
   *[other] You have { $count } unfinished drafts
  }
begin-full = You keep { $most } drafts, as many as allowed. Finish or delete one of them before you begin another.
begin-see-drafts = Go to my drafts
propose-steps = Steps
propose-step-title = Title
propose-step-content = Content and demands
propose-step-benefits = Impact and evidence
propose-step-choices = Category and agencies
propose-step-check = Check
propose-title = What should change?
propose-content = Content and demands
propose-benefits = Impact and evidence
propose-choices = Category, agencies and area
propose-check = Check before you submit
propose-next = Save and continue
propose-later = Save draft and leave
propose-back = Back
propose-lines = At most { $most }, each of at most { $max } characters.
propose-least = At least { $min } characters.
propose-least-each = Each of at least { $min } characters.
propose-choose = Choose
propose-none = (none)
propose-agency = Agency { $number }
propose-platform = I am not sure: let the platform decide
propose-change = Change
propose-nothing = Not filled in yet
propose-submit = Submit proposal
propose-keep = Not now, keep the draft
propose-then = It will be reviewed within { $period }, and you will be told.
field-proposal-category = Category
field-proposal-county = Area
field-proposal-county-hint = If it concerns one county or city only, choose it.
field-review-grounds = Grounds of refusal
field-review-grounds-hint = Choose at least one, and write the reason above.
mine-title = My proposals
mine-empty = You have no proposals yet. What should change? Start with one sentence.
withdraw-title = Withdraw proposal
withdraw-final = This can't be undone, and co-signing ends.
review-title = Review
review-total = { $count ->
    [0] Nothing waits for review
    [one] One proposal waits for review
   *[other] { $count } proposals wait for review
  }
review-late = { $count } overdue
review-empty = Nothing waits for review.
review-due = Due
review-proposal = Proposal
review-submitted = Submitted
review-missed = Overdue
review-again = Submission { $number }
review-to-decision = Go to the decision
review-decide = Decision
review-open = Accept
review-window = Co-signing from { $from } until { $until }.
review-open-go = Accept and open for co-signing
review-not-open = Send back or refuse
review-send-back-go = Send back for rewording
review-refuse-go = Refuse
done-proposal-saved = Draft saved.
done-proposal-submitted = Submitted; it is now in review.
done-proposal-submitted-already = This proposal has been submitted already; once is enough.
done-proposal-past-writing = This proposal has been submitted and its text can no longer be changed.
done-proposal-withdrawn = The proposal is withdrawn.
done-draft-deleted = Draft deleted.
done-review-opened = Accepted; the window for co-signing is set.
done-review-sent-back = Sent back to the proposer.
done-review-refused = The refusal is recorded and its reason is public.
fault-own-proposal = Nobody reviews their own proposal; another reviewer must do it.
fault-proposal-state = The proposal has moved on and this can't be done any more. Reload the page.
fault-too-many-drafts = You keep as many drafts as allowed. Finish or delete one first.
fault-calendar-not-loaded = The office calendar of that year is not loaded, so the date can't be reckoned. An administrator must import it first.
fault-not-confirmed = Confirm your mobile number and e-mail address first.
error-unknown = Choose one of the options
error-too-few = Too few: at least { $min }
error-not-a-web-address = Give full web addresses that begin with http:// or https://
error-content-required = Describe your proposal
error-demands-required = Write at least one demand
error-demands-too-short = Each demand needs at least { $min } characters
error-demands-too-long = Each demand may have at most { $max } characters
error-benefits-required = Describe benefits and impact
error-category-required = Choose a category
error-agencies-required = Choose an agency, or let the platform decide
error-agencies-also-platform = You chose an agency and also left it to the platform. Keep one: untick the box, or set the agencies to “(none)”
error-grounds-required = Choose a ground of refusal
error-reason-required = Write the reason
period-days = { $amount ->
    [one] one day
   *[other] { $amount } days
  }
period-working-days = { $amount ->
    [one] one working day
   *[other] { $amount } working days
  }
period-weeks = { $amount ->
    [one] one week
   *[other] { $amount } weeks
  }
period-months = { $amount ->
    [one] one month
   *[other] { $amount } months
  }
period-years = { $amount ->
    [one] one year
   *[other] { $amount } years
  }
basis-practice = practice
basis-assumption = set by this platform
rules-title = { $name }: how it works
rules-source = Follows: { $source }. All numbers come from version { $version } of the rulebook.
rules-basis-practice = is how it is done, without a written rule.
rules-basis-assumption = is chosen by this platform or not verified, and no law.
rules-step-propose = Propose
rules-step-propose-text = Content, demands and evidence.
rules-step-review = Review
rules-step-review-text = A refusal always gives its reasons.
rules-step-sign = Co-sign
rules-step-sign-text = Once a person and proposal; can be taken back while it is open.
rules-people = { $count } people
rules-within = within { $period }
rules-who = Who may take part
rules-confirmed-mobile = mobile number
rules-confirmed-email = e-mail address
rules-propose = To propose, confirmed: { $what }
rules-sign = To co-sign, confirmed: { $what }
rules-minimum-age = At least { $age } years old
rules-drafts = At most { $count } drafts a person
rules-fields = What a proposal says
rules-field = Field
rules-bounds = Length
rules-length = { $min } to { $max } characters
rules-length-optional = Optional, at most { $max } characters
rules-lines = { $least } to { $most }, each of at most { $max } characters
rules-choices = At most { $most }
rules-categories = Categories
rules-review = A reviewer decides within { $period }: open it, send it back, or refuse it.
rules-grounds = It can be refused only on these grounds, with a written reason:
rules-kept = Refused and withdrawn proposals are not deleted; text and reason stay public.
rules-drive-next-day = Co-signing opens at midnight after the review and lasts { $period }, the day of the review not counted, until 24:00 of the last day.
rules-drive-at-once = Co-signing opens at once and lasts { $period }, until 24:00 of the last day.
rules-once = One signature a person and proposal, guaranteed by the database; it can be taken back while the window is open.
rules-answer = What the agency owes, and by when
rules-binding = (binding: a miss shows in public)
rules-advisory = (advisory: a miss is explained in public)
rules-extension = At most { $times ->
    [one] once
   *[other] { $times } times
  }, by up to { $period }.
rules-decisions = A formal response decides on each demand, with reasons:
rules-follow-up = reported on every { $period }
rules-parts = A formal response consists of
rules-later = After the answer, and around elections
rules-assumptions = Chosen by this platform or not verified
rules-versions = Other versions
rules-version = Version { $version }
rules-pause-drives-stop = Windows for co-signing stop and go on after polling day.
rules-pause-drives-run = Co-signing goes on.
rules-pause-clocks-stop = Agencies' clocks stop.
rules-pause-clocks-run = Agencies' clocks run on.
rules-election = Elections
proposal-untitled = (no title yet)
