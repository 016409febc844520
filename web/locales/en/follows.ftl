# Following agencies, categories, counties, issues and searches, and the mail that lists several
follow-topic = { $kind ->
    [agency] the agency “{ $name }”
    [category] the category “{ $name }”
    [county] the county or city “{ $name }”
    [issue] the issue “{ $name }”
   *[search] the search “{ $name }”
}
follow-topic-begin = Follow { $topic }
follow-topic-end = Stop following { $topic }
follow-topic-told = You are told of new proposals, thresholds reached, responses, extensions and missed dates; by a search only of new proposals that match it.
follows-title = What I follow
follows-lead = You are told of one event once, even if you follow the proposal, its agency and its category.
follows-none = You follow nothing yet.
follows-kind = { $kind ->
    [proposal] Proposal
    [agency] Agency
    [category] Category
    [county] County or city
    [issue] Issue
   *[search] Search
}
follows-end = Stop following “{ $name }”
follows-more = Follow more
follows-more-text = Choose an agency, a category or a part of one, or a county in the list of proposals, or type words, and you can follow them; or press “Follow” on the page of an agency or a proposal.
my-all-follows = See everything I follow (agencies, categories, counties and searches, too)
fault-too-many-follows = You follow as much as can be followed. Please stop following something under “What I follow” and try again.
told-because = Because you follow { $topic }
told-topics-proposal-opened = New: “{ $title }” passed review and opens for co-signing
told-topics-proposal-opened-next = It can be co-signed from { $opens } until { $closes }.
told-topics-proposal-accepted = New: “{ $title }” was accepted
told-topics-proposal-accepted-next = The agency now has to answer in public, by a date.
told-topics-proposal-listed = New: “{ $title }” is listed
told-topics-proposal-listed-next = It can be read, discussed and co-signed.
told-topics-case-assigned = “{ $title }” was assigned to its agencies
told-topics-case-assigned-next = Their dates are public on the proposal’s page, also when they are missed.
told-topics-case-transferred = “{ $title }” was transferred to another agency
told-topics-case-transferred-next = The reasons are public on the proposal’s page. The deadlines stay as they were.
mails-lead = Notices appear on “My page” at once in any case. For mails you choose how often each kind comes.
mails-hour = The daily mail is sent at { $hour }:00, the weekly one on Mondays at { $hour }:00 (Taiwan time); one mail lists all, without what you have read on the page.
mails-often-now = At once, one for each event
mails-often-daily = Once a day
mails-often-weekly = Once a week
mails-often-never = No mail
field-mails-kind-own = My proposals, comments and signatures
field-mails-kind-desk = What I handle, approve, review or administer
field-mails-kind-desk-hint = Reminders of an agency’s dates come once a day; only “No mail” stops them.
field-mails-kind-signed = Proposals I co-signed
field-mails-kind-proposal = Proposals I follow
field-mails-kind-issue = Issues I follow
field-mails-kind-search = Searches I follow
field-mails-kind-agency = Agencies I follow
field-mails-kind-category = Categories I follow
field-mails-kind-county = Counties and cities I follow
refuse-title = Stop mails
refuse-which = { $scope ->
    [own] mails about your proposals, comments and signatures
    [desk] mails about what you handle, approve, review or administer
    [signed] mails about proposals you co-signed
    [proposal] mails about proposals you follow
    [issue] mails about issues you follow
    [search] mails about searches you follow
    [agency] mails about agencies you follow
    [category] mails about categories you follow
    [county] mails about counties and cities you follow
    [digest] mails that list several events
   *[all] all mails
}
refuse-lead = Press the button, and you get no more { $which }.
refuse-done = Stopped: you get no more { $which }.
refuse-button = Stop { $which }
refuse-all = Stop all mails
refuse-none-at-all = All mails are stopped.
refuse-notices = Notices still appear on “My page”.
refuse-choose = Sign in and choose how often each kind comes
mail-digest-subject = { $count } { $count ->
    [one] thing has
   *[other] things have
} happened: { $first }
mail-digest-lead = This is new in what you follow and take part in ({ $count }):
mail-digest-more = { $count } more are not listed here; see your notices.
mail-digest-all = See all notices
mail-digest-why = You get this mail because you chose to have these notices listed in one mail.
