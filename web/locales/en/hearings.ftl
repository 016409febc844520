hearings-title = Hearings and meetings
hearings-lead = What was said in the hall and what was written online stand in one record.
hearings-all = All meetings
hearings-empty = There are no meetings at present.
hearings-desk = Records of hearings
hearings-of-proposal = Hearings and meetings
hearing-kind-hearing = Hearing
hearing-kind-hearing-hint = Under Articles 54 and following of the Administrative Procedure Act
hearing-kind-public-hearing = Public hearing
hearing-kind-study-meeting = Study meeting
hearing-kind-collaboration-meeting = Collaboration meeting
hearing-state-announced = Announced
hearing-state-held = Held
hearing-day = Date
hearing-about = About the proposal
hearing-notice = Notice
hearing-record = Record
hearing-no-record = The record is not there yet.
hearing-record-later = The record will be here after the meeting.
hearing-record-missing = No record yet
hearing-speeches = { $count ->
    [one] 1 speech
   *[other] { $count } speeches
}
hearing-speakers = { $count ->
    [one] 1 speaker
   *[other] { $count } speakers
}
hearing-in-discussion = See them beside the comments
hearing-who-spoke = Who spoke
hearing-versions = Versions of the record ({ $count })
hearing-version = Version { $number }: imported { $date }, statements: { $count }
hearing-version-correction = {" "}({ $added } added, { $changed } changed, { $removed } removed)
hearing-manage = Work on this hearing
hearing-public-page = Public page
hearing-new = New hearing
hearing-change = Change its details
hearing-create = Create hearing
hearing-save = Save
statement-changed = Corrected
statement-link = Permanent link to this statement
field-hearing-proposal = Proposal
field-hearing-proposal-hint = Its number, or its address on this site.
field-hearing-kind = Kind of meeting
field-hearing-title = Name of the meeting
field-hearing-held-on = Date
field-hearing-held-on-hint = For example 2026-03-02
field-hearing-notice = Notice
field-hearing-notice-hint = Subject, basis, procedure, how to attend and speak.
field-place = Place
field-chair = Chair
field-record-file = File of the record
field-record-file-hint = Markdown (.md) or Akoma Ntoso (.xml), at most { $max } MB. It is only tried at first: nothing changes until you confirm.
error-proposal-required = Enter the number or address of the proposal
error-proposal-unknown = There is no such proposal
error-kind-required = Choose the kind of meeting
error-held-on-required = Enter the date
error-out-of-range = Give a date from { $from } to { $to }
import-title = Import the record
import-title-again = Import a corrected record
import-again-note = Statements that stay the same keep their links, replies and reactions; changed ones keep what they said before; those that vanish are marked as gaps.
import-not-before = The meeting is on { $date }. Its record can be imported from that day on.
import-check = Try the file
import-formats = Formats
import-format-markdown = A Markdown transcript: “#” is the title, “##” a section, “###” a speaker with a colon, “>” narrative.
import-format-akn = Akoma Ntoso XML: in the OASIS namespace or without a namespace.
import-line = Line
import-problem = Problem
import-whole-file = Whole file
import-refused = “{ $file }” can’t be read
import-refused-note = Nothing was imported. Mend what is listed here and try again.
import-problem-empty = The file is empty
import-problem-too-large = The file is larger than { $detail } bytes
import-problem-encoding = The text is not UTF-8
import-problem-binary = This is no text file
import-problem-control-character = A control character
import-problem-no-statements = No statement was found
import-problem-too-many-statements = More than { $detail } statements
import-problem-statement-too-long = This statement is longer than { $detail } characters
import-problem-speaker-too-long = The speaker’s name is longer than { $detail } characters; it is probably no name
import-problem-section-too-long = The heading is longer than { $detail } characters
import-problem-no-speaker = No speaker’s name after “###”
import-problem-xml = Not well-formed XML: { $detail }
import-problem-dtd = DOCTYPE and entity declarations are not accepted
import-problem-too-many-nodes = Too many elements
import-problem-too-deep = Elements nested more than { $detail } deep
import-problem-not-akoma-ntoso = Not Akoma Ntoso: the outermost element is { $detail }
import-problem-no-debate = There is no debateBody
import-problem-read-as-big5 = The file is not UTF-8 and was read as Big5; make sure the text is right
import-problem-text-before-speaker = Text before the first speaker, taken as narrative
import-problem-no-colon = A heading without a colon, taken as a speaker’s name
import-problem-empty-speech = “{ $detail }” said nothing and was left out
import-problem-speaker-not-declared = The speaker “{ $detail }” is not declared in the file; this name is used as it is
plan-title = Before the import
plan-lead = This is what the import will do. Nothing changes until you confirm.
plan-same-file = This is the very file that was imported last. There is nothing to do.
plan-file = File
plan-file-title = Title in the file
plan-content = Content
plan-narratives = { $count ->
    [one] 1 narrative
   *[other] { $count } narratives
}
plan-new = New
plan-unchanged = Unchanged
plan-changed = Changed
plan-returned = Back again
plan-vanished = Vanished
plan-notes = { $count ->
    [one] One thing to look at
   *[other] { $count } things to look at
}
plan-import = Import it
plan-discard = Discard this file
plan-samples = Here are { $count } of them
plan-line = line { $line }
plan-before = Before:
plan-after = Now:
format-markdown = Markdown transcript
format-akoma-ntoso = Akoma Ntoso XML
done-hearing-created = The hearing is created.
done-hearing-saved = The hearing is saved.
done-record-imported = The record is imported; its statements stand beside the comments.
done-upload-discarded = The file is discarded; nothing was changed.
fault-no-upload = This file was imported already, replaced by another, or has expired. Upload it again.
fault-hearing-not-held-yet = The day of the meeting has not come; its record can be imported from that day on. Nothing was imported.
fault-import-refused = The file can’t be read.
