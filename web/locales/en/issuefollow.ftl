# Following an issue
follow-issue-told = You are told when further voices are filed under it and when the agency answers it; until you have read that, once for each issue.
told-topics-issues-changed = Further voices are filed under the issue “{ $followed }” (proposal “{ $title }”)
told-topics-issues-changed-next = Open the issue to see what each side says now.
told-issues-changed = Further voices are filed under the issues of “{ $title }”
