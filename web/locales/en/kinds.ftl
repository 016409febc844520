# Sub-categories
kinds-choose = Choose the closest one. “Category › part” in the list is a finer choice; if no part fits, choose the category alone.
error-category-gone = What you chose is no longer offered; choose again
kinds-feed = Newest proposals: { $name }
kinds-feed-subscribe = Subscribe to new proposals of this kind (Atom)
