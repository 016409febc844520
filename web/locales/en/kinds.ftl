# Sub-categories
kinds-choose = Choose the closest one. After “›” stands a part of a category; if no part fits, choose the category itself.
error-category-gone = What you chose is no longer offered; choose again
kinds-feed = Newest proposals: { $name }
kinds-feed-subscribe = Subscribe to new proposals of this kind (Atom)
