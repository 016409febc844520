# Draft texts
text-title = Draft text
text-kind-regulation = Draft regulation
text-kind-policy = Draft policy
text-version = Version { $number }
text-published-on = Published { $date }
text-unpublished = Not published
text-not-newest = This is an earlier version; the newest is version { $latest }.
text-to-newest = See the newest version
text-how = Comment below the article you have something to say about. When a new version is published, comments follow their article.
text-how-select = You can also select words in an article and comment on just those.
text-select = Comment on these words
text-edit = Edit the draft
text-new = Post a draft text
text-note = Explanatory note
text-reason = Reasons for this article
text-versions = { $count ->
    [one] One version
   *[other] { $count } versions
  }
text-see-changes = What changed from version { $from } to { $to }
text-contents = Contents ({ $count } articles)
text-comments = { $count ->
    [0] No comments
    [one] 1 comment
   *[other] { $count } comments
  }
text-all-comments = All { $count } comments
text-comment-paragraph = Comment
text-comment-article = Comment on { $article }
text-in-whole = The whole text: { $title }
text-write = Comment on { $place }
text-place = Place
text-place-whole = The article as a whole
text-place-all = All
text-place-was = What you are commenting on is no longer in the newest version, { $latest }. Your comment will say where it stood in version { $version }.
text-place-number = Paragraph { $paragraph }
text-place-paragraph = { $article }, paragraph { $paragraph }
text-no-comments = Nobody has commented yet.
text-part = Draft texts
text-gone-title = Comments whose place is gone
text-gone-count = { $count ->
    [one] One comment is on a place that the newest version no longer has
   *[other] { $count } comments are on places that the newest version no longer has
  }
text-gone-lead = The newest version no longer has what these comments are about. Each says where it stood, with a link to that version.
text-gone-none = There are none.
text-changes-title = Changes from version { $from } to { $to }
text-changes-how = Removed words are struck through, added words underlined; articles that did not change are left out.
text-no-changes = The articles do not differ.
text-became-changed = Changed
text-became-renumbered = Renumbered
text-became-added = Added
text-became-removed = Removed
text-edit-lead = Look at the preview after saving, then publish it as version { $next }. Earlier versions stay, and comments follow their articles.
text-theirs = A colleague saved this draft a moment ago. What you typed is still below; compare both and save again.
text-theirs-field = Your colleague’s “{ $field }”
text-theirs-empty = (empty)
text-save = Save and preview
text-discard = Delete this draft
text-example = How to write articles
text-example-text = Chapter 1 General
    Article 1 (Purpose)
    This regulation protects the use of public space.

    Article 2. In this regulation:
    (1) public space means parks, squares and pavements;
    (2) authority means the parks office.
    Reason: follows the present rules.

    Each line is a paragraph; lines that begin with “(1)”, “1.” or “a)” belong to the paragraph above. What follows “Reason:” are the reasons for the article.
text-preview = Preview of the draft
text-found = { $articles } articles with { $paragraphs } paragraphs were found.
text-will-follow = Once published, { $on } comments follow to the new version; { $gone } lose their place and will say where they stood.
text-publish-lead = Check that numbers and paragraphs are right. What is published can be read by everybody and stays; changes go into the next version.
text-publish-others = Somebody else or another agency posted this draft. You can edit and save it; whoever posted it publishes it.
text-publish = Publish as version { $number }
text-back-to-edit = Back to editing
text-as-read = The whole text
field-text-title = Title of the draft
field-text-kind = Kind
field-text-note = Explanatory note
field-text-note-hint = Why it is needed and what it solves.
field-text-change = What changed in this version
field-text-change-hint = Shown in the list of versions and told to followers.
field-text-body = Articles
field-text-body-hint = Paste the text. Each article begins with “Article 1”; one line is one paragraph.
voice-on = About
voice-on-text = { $title }: { $place }
voice-stood = Stood at { $place } of version { $version }
voice-fate-changed = The words have changed
voice-fate-wider = Exact place no longer there
voice-fate-gone = No longer in the newest version
error-text-before-articles = Line { $line } stands before the first article; title and notes have fields of their own above
error-text-signs = Line { $line } has control characters that can't be used
error-text-too-many-articles = Line { $line }: at most { $max } articles
error-text-too-many-paragraphs = Line { $line }: at most { $max } paragraphs an article
error-text-long-paragraph = Line { $line }: a paragraph has at most { $max } characters
error-text-twice = Line { $line }: “{ $label }” is on line { $first } already
error-text-order = Line { $line }: “{ $label }” comes after “{ $before }”, which is the wrong order
error-text-empty-article = Line { $line }: “{ $label }” says nothing
error-text-two-reasons = Line { $line }: this article has reasons already
error-text-no-article = No article was found; begin each with “Article 1”
error-text-unchanged = This says the same as the version before, so there is nothing to publish
error-text-stale = The draft was saved again after you looked at it; look at what it says now before publishing
error-text-too-many = At most { $max } draft texts a proposal
error-text-no-place = The place you want to comment on was not found; go back to the draft and choose it again
done-text-saved = Saved.
done-text-published = Published. Followers will be told.
done-text-discarded = The draft was deleted.
event-text-published = Draft text published
audit-event-text-published = Draft text published
told-text-published = { $proposal }: draft text “{ $other }” published
told-text-published-next = Read it article by article and comment on each.
# Threads
about-title = Discussion: { $name }
about-hearing = The meeting “{ $title }”
about-response = { $title }
about-follow-up = The promise “{ $title }”
about-issue = The issue “{ $title }”
issue-comment = Comment on this issue
about-discuss-hearing = Discuss this meeting
about-discuss-response = Discuss this response
about-discuss = Discuss
hearing-subject-text = The draft texts of a proposal
text-in-proposal = See the draft texts of the proposal
