# Moderating a live record
line-hide = Hide this statement
line-hide-title = Hide a statement of the live record
line-hide-lead = On the public page the ground and the reason stand in its place at once; it stays hidden when the live record becomes the record.
line-hide-do = Hide
field-line-hide-reason = Reason
field-line-hide-reason-hint = Shown to everybody in place of the statement.
fault-hall-line-decided = A moderator has decided about this statement; it can’t be taken back.
fault-hall-line-told = This tells what happened and is nobody’s statement; ask the facilitator to take it back.
fault-hall-no-discussion = This meeting has no discussion, so a moderator can’t hide its statements; ask the facilitator to take it back.

# Draft texts from a file
draft-file = Take the articles from a file
draft-file-hint = Word (.docx), OpenDocument (.odt) or plain text (.txt, .md), at most 10 MB. Its words fill the fields below for you to check and correct before you save; choosing a file publishes nothing.
draft-file-before = What stood in the field before
field-draft-file = File
error-file-draft-not-taken = A file was chosen but not filled in: choose it again and press “Fill in from the file”
draft-file-put = Fill in from the file
draft-file-done = The words of “{ $name }” stand in the fields below; { $articles } articles were found. Check and correct them, then save.
draft-file-done-none = The words of “{ $name }” stand in the fields below, but no article was found. Begin each article with “Article 1”, “Article 2” …, then save.
draft-file-deletions = The file has tracked changes: insertions were taken, deletions left out.
draft-file-notes = { $count } footnotes of the file were left out.
draft-file-tables = Tables of the file became plain words; check them with care.
error-file-draft-none = Choose a file first
error-file-draft-empty = The file has no words
error-file-draft-unreadable = The file can’t be read: { $why }
error-file-draft-long = The file has more than { $max } characters
import-problem-no-place = The place of a draft text that it names can’t be read and was left out
