# The words of those who spoke: days for corrections, codes of the hall, people without names
words-title = Speakers and corrections
words-lead = Name the days in which speakers correct their own words, print codes for the hall, and no longer name a speaker who asks for it.
words-window = Days for corrections
words-window-none = No days for corrections are named.
words-window-later = With the first record they are set to 10 working days from that day; from the day of the hearing on you can name others here.
words-window-ahead = Speakers can correct their own words from { $from } to { $until }.
words-window-open = Corrections are possible until { $until }. Whoever spoke here can correct their own words once they have claimed them.
words-window-over = The days for corrections ended on { $until }. The words stay as they are.
words-save-window = Save the days
words-reason = Why it changes
words-saved = Saved.
words-codes = Codes of the hall
words-codes-lead = Give each slip to the speaker in person. Whoever signs in and types the code has claimed their words at once. Each code is good once.
words-print = Make codes and print them
words-print-hint = The codes are shown once, on the next page. They are not kept, so print them at once.
words-codes-made = Codes so far ({ $count })
words-number = Number
words-state = State
words-state-open = Not used yet
words-state-used = Used
words-state-withdrawn = Withdrawn
words-state-expired = Expired
words-blank = Blank, not handed out
words-withdraw = Withdraw number { $number }
words-hand-out = Hand out a blank code
words-hand-out-save = Note who got it
words-who = Speakers
words-claims = Claims that wait
words-anonymise = No longer name
words-anonymise-lead = A speaker who asks for it is called “Citizen A” and so on, on all pages and in all files. This can't be undone.
words-sheet = Codes of the hall
words-sheet-once = This page is shown once. Print it now, cut along the lines, and give each slip to its speaker.
words-sheet-back = Printed; back to speakers and corrections
words-slip-number = No. { $number }
words-slip-name = Name
words-slip-what = Read the square with a phone or open this address, sign in and type the code; then you can claim and correct your words:
words-slip-qr = Read this with a phone to open the page where the code is typed in
words-mine = { $count ->
    [one] My words (1 statement)
   *[other] My words ({ $count } statements)
}
words-correct = Correct my words
words-correct-lead = Please correct only what the record has otherwise than you said it. A correction is public at once; the earlier words and the difference stay in the history for everybody to read.
words-correct-save = Publish the correction
words-present = The words as they stand
words-history = History of corrections
words-own = Corrected by the speaker
words-never-changed = These words have never been corrected.
words-by-speaker = Corrected by the speaker
words-by-record = Corrected by version { $version } of the record
words-first = The words at first
words-have-code = Type the code from the hall
words-code-send = Claim my words
words-code-sign-in = Sign in to type the code
words-by-code = Claimed with a code of the hall
words-conflicts = { $count ->
    [one] 1 statement was corrected by its speaker, and the file says otherwise
   *[other] { $count } statements were corrected by their speakers, and the file says otherwise
}
words-conflicts-lead = After the import the speakers' own words still stand. Tick a statement to take the file's words instead; its speaker is told, and their words stay in the history.
words-conflict-own = The speaker's words
words-conflict-file = The file's words
words-conflict-gone = The file lacks this statement.
words-conflict-take = Take what the file says
field-words-from = First day
field-words-until = Last day
field-words-reason = Why it changes
field-words-reason-hint = The reason is public on the page of the meeting.
field-words-speakers = Names of speakers
field-words-speakers-hint = One a line, written as in the record.
field-words-blanks = Blank codes besides
field-words-blanks-hint = When you give one to somebody, come back to this page and note their name.
field-words-valid-until = Good until
field-words-valid-until-hint = Empty: 60 days.
field-words-speaker = Name of the speaker
field-words-body = My words
field-words-why = Why
field-words-why-hint = It is published too.
field-words-code = Code
field-words-code-hint = The 12 letters and digits on the slip; capital or small.
done-words-saved = Saved.
done-words-corrected = The correction is public.
done-words-unchanged = Nothing was changed.
done-words-claimed = Done: these words are confirmed to be yours.
error-day-passed = That day has passed
error-correction-until-before-start = That is before the first day
error-no-codes = Write at least one speaker, or how many blank codes
error-speaker-code-unknown = There is no such code; compare each sign with the slip
error-speaker-code-used = Somebody has used this code. If it was not you, ask the facilitator
error-speaker-code-withdrawn = This code was withdrawn; ask the facilitator
error-speaker-code-blank = The facilitator has not noted yet who got this code; ask them
error-speaker-code-expired = This code has expired; ask the facilitator
error-words-changed = The words were changed while you were writing. They stand below as they are now; send again to publish yours
fault-not-yours-statement-title = These are not your words
fault-not-yours-statement-text = Only whoever spoke can correct their words. If you said this, claim it on the page of the meeting first.
fault-corrections-over = The days for corrections are over.
fault-corrections-ahead = The days for corrections have not begun.
fault-corrections-not-given = No days for corrections are named for this meeting; ask the facilitator.
fault-statement-gone = The record no longer has this statement, so it can't be corrected.
fault-statement-changed = The words were changed meanwhile; open them again to correct them.
fault-statement-corrected-often = This statement was corrected too often; ask the facilitator.
fault-record-published = The record is published, so its due day no longer changes.
fault-record-overdue = The day has passed and can't be moved. That the record is late is shown in public.
fault-codes-too-many = This meeting has as many codes as it can have.
fault-code-used = This code was used.
fault-code-withdrawn = This code was withdrawn.
fault-code-has-name = This code has its speaker already.
hearing-change-dates = Dates after the meeting changed
hearing-item-correction-from = First day for corrections
hearing-item-correction-until = Last day for corrections
hearing-item-publish-due = Record due
audit-event-hearing-words-corrected = Own words corrected
audit-event-hearing-words-overruled = The file's words taken
audit-event-hearing-codes-made = Codes of the hall made
told-hearing-words-overruled = Your corrected words at “{ $other }” were replaced by those of the record ({ $title })
told-hearing-words-overruled-next = Your own words stay in the history of corrections. If you disagree, raise an objection with the facilitator.
words-anonymise-what = Once confirmed, this speaker is no longer named on any page, in any file, in the search, in the history, or in records imported later. It can't be undone. Files that wait to be imported are deleted. A published response stays as it is.
words-preview = Look again
words-anonymise-confirm = No longer name this speaker
words-anonymise-back = Leave it
words-places = { $count ->
    [one] 1 place will be changed
   *[other] { $count } places will be changed
}
words-places-shown = The first { $count } are:
words-place-speaker = Speaker
words-place-statement = Words
words-place-earlier = Earlier words
words-place-notice = About the meeting
words-place-paper = After the meeting
words-place-change = Public reason of a change
words-place-file = Name of a file
words-place-code = Code of the hall
words-handed-in = { $count ->
    [one] 1 opinion from paper, a counter or a table will be changed too
   *[other] { $count } opinions from paper, counters or tables will be changed too
}
words-handed-in-what = Others of the same name are changed as well: read each one and make sure that it is the same person. Originals that everybody can download are taken back and wait to be looked at again.
words-in-comments = { $count ->
    [one] The name also stands in 1 comment
   *[other] The name also stands in { $count } comments
}
words-in-comments-what = Comments are other people's own words and are not changed here. Report them, or let a moderator decide.
words-now-called = A speaker is now called “{ $label }”.
field-words-also = Other ways the texts call them
field-words-also-hint = One a line, such as “Mr Wang”. Look at the preview first: what is too short may change other words.
field-words-request = Why
field-words-request-hint = Public on the page of the meeting; leave the name out. For example: at the speaker's request, to protect personal data.
done-words-anonymised = The speaker is no longer named.
error-spelling-claimed = In one meeting these spellings are confirmed to be different people, so they can't share one name. List only this speaker's
error-names-speaker = The reason is public, so leave out the name
fault-speaker-anonymised = This speaker is no longer named already.
hearing-change-anonymised = A speaker is no longer named
event-hearing-speaker-anonymised = A speaker is no longer named
audit-event-hearing-speaker-anonymised = Speaker no longer named
error-unanswered = The issue “{ $issue }” has no answer yet
merged-none-yet = There are no issues yet.
