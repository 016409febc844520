# What is said before publishing
error-personal-data = These words seem to hold personal data: { $found }. Once published, everybody can read it. Please take it out, or choose “Publish all the same”
personal-all-the-same = Publish all the same
error-comment-said = You have said the same here already; please change it or add a new reason
fault-said-already = You have said the same here already. Please change it or add a new reason.

# New comments in a discussion that is open
live-title = New comments
live-new = {"{count}"} new comments
live-new-one = 1 new comment
live-new-most = {"{count}"} or more new comments
live-there = Loaded: go to the new comments
live-none = There are no new comments.
live-back = Back to the discussion
