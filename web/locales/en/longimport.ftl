# Long files, read, compared and imported in the background

longjob-looking = “{ $file }” is being read and compared
longjob-importing = “{ $file }” is being imported
longjob-imported = “{ $file }” was imported
longjob-failed = “{ $file }” could not be finished
longjob-waiting = In line; it begins shortly
longjob-reading = Reading the file
longjob-comparing = Comparing it with the present record
longjob-writing = Writing the record
longjob-publishing = Putting the statements into the discussion
longjob-statements = { $done } of { $total } statements
longjob-step-reading = Read the file
longjob-step-comparing = Compare it with the present record
longjob-step-writing = Write the record
longjob-step-publishing = Put the statements into the discussion
longjob-is-done = done
longjob-is-now = under way
longjob-is-ahead = not yet begun
longjob-leave-look = The file is large, so this takes a while. You may leave this page and come back to the result from the hearing’s desk; nothing changes before you confirm.
longjob-leave-import = The file is large, so this takes a while. You may leave this page and come back to the result from the hearing’s desk. Until all of it is done, everybody sees the record as it was.
longjob-refreshes = This page loads itself again every { $seconds } seconds.
longjob-stop-refreshing = Stop that
longjob-still = This page does not load itself again.
longjob-by-itself = Let it do so
longjob-refresh = Show the progress now
longjob-back = Back to the hearing’s desk
longjob-other-file = Choose another file
longjob-version = The record is now at version { $version }; its statements stand beside the comments.
longjob-same-file = This very file was the last one imported; nothing was changed.
longjob-read = Read the record
longjob-again = Try again
longjob-nothing-changed = The record was not changed; it stands as it did.
longjob-stale = The record has changed since the comparison. “Import” compares again first, and then asks you once more.
longjob-desk-others = { $name } is importing “{ $file }”
longjob-desk-wait = No other file can be sent until that is done.
longjob-see = See how far it is
longjob-mine-looking = “{ $file }” is being read and compared.
longjob-mine-ready = “{ $file }” was compared and waits for your word.
longjob-mine-refused = “{ $file }” can’t be read; nothing was imported.
longjob-mine-failed = “{ $file }” could not be finished; the record was not changed.
longjob-go-looking = See how far it is
longjob-go-ready = Look and confirm
longjob-go-refused = See which lines
longjob-go-failed = See why, and try again
done-record-compared-again = The record has just changed; the file is being compared again.
fault-import-under-way = Another file is being imported for this hearing; until that is done no other can be. Look at the hearing’s desk a little later. Nothing was imported.
fault-import-gone = This job has ended, or the record was changed meanwhile. Look at the hearing’s desk, and send the file again if need be.
fault-import-interrupted = Work on this file was interrupted several times and has stopped. Try again; if that fails too, split the file or ask the administrator.

# What became of questions
told-question-handled = { $state ->
    [answered] Your question for “{ $title }” was answered
   *[aside] Your question for “{ $title }” was set aside by the facilitator
}
told-question-handled-next = { $state ->
    [answered] The question, and where it was answered, stands on the questions page of “{ $other }”.
   *[aside] The reason is below, and public on the questions page of “{ $other }”.
}
thread-in-questions = See it among the questions
