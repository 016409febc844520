# Reminders of dates, the record of promises, calendars

told-case-follow-up-overdue = { $proposal } has a follow-up that was not reported on in time
told-case-follow-up-overdue-next = It was due on { $due }. The days since then are shown in public until it is reported on.
told-clock-progress = progress told
told-clock-hearing = the hearing
told-clock-debate = the debate
told-clock-vote = the vote

mail-reminders-due = Dates to keep: { $count }
mail-reminders-missed = Dates: { $late } missed, { $count } coming up
mail-reminders-lead = These are dates of cases of your agency.
mail-reminders-late-head = Missed
mail-reminders-due-head = Coming up
mail-reminders-left = { $title }: { $what }, due { $date }, days left: { $days }
mail-reminders-today = { $title }: { $what }, due today ({ $date })
mail-reminders-late = { $title }: { $what }, was due { $date }
mail-reminders-button = Go to the cases
mail-reminders-why = You receive this mail because you handle, sign or supervise these cases; there is one mail a day.

record-title = The record of promises
record-title-agency = The record of { $agency }
record-lead = Every date that was owed: kept, extended or missed. A miss counts for the agency that led then, whoever leads afterwards.
record-all = All agencies
record-years = Years
record-all-years = All years
record-year = { $year }
record-by-clock = By kind of date
record-by-quarter = By quarter
record-quarter = Quarter { $quarter } of { $year }
record-col-median = Median
record-col-p90 = 9 of 10 within
record-days = { $days } days
record-days-note = Calendar days from the start until it was done, the first day not counted. Half were done within the median.
record-chart = Dates kept and missed by quarter: { $kept } kept, { $missed } missed
record-empty = No date fell into this time.
record-waiting = Cases that wait for a response, the oldest first
record-none-waiting = No case waits for a response.
record-data = Open data
record-csv = Download CSV
record-json = JSON
record-more = The whole record
record-agencies = The records of the agencies
record-follow-up = Follow-up
nav-record = Record

calendar-add = Add to calendar
calendar-title = Calendar of dates
calendar-lead = Subscribe to the dates of your agency’s cases with your calendar program. The address is like a password: don’t pass it on, and end it when you don’t need it.
calendar-made = The address of the calendar is made
calendar-once = Copy it into your calendar program now: it is not shown again once you leave this page.
calendar-make = Make an address for { $agency }
calendar-links = Addresses in use
calendar-made-at = made on { $date }
calendar-revoke = End it
done-calendar-revoked = The address of the calendar has ended.
