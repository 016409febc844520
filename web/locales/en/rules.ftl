# The pages of rulebooks: the parts of a procedure, a worked example, differences of versions, and how to write a file.
period-rolling = { $period } (a last day that is off moves to the next working day)
basis-rule = written rule
rules-source-text = Follows: { $source }
rules-jurisdiction = In force in
rules-languages = Languages
rules-language-zh = Traditional Chinese
rules-language-en = English
rules-none-asked = not asked for
rules-step-supporters = Find supporters
rules-step-case = A case opens
rules-step-case-text = Nothing is signed: the agency takes it up.
rules-supporters = Before the review { $count } people besides the proposer must stand behind it.
rules-supporters-most = At most { $most } people, the proposer among them, until the review has passed.
rules-supporters-period = The proposer has { $period } to find them.
rules-flags = Shown as late if it still waits after: { $periods }.
rules-no-review = This procedure has no review: a proposal is public as soon as it is submitted.
rules-ground-hidden = the text is not shown
rules-ground-period = within { $period } of an answer
rules-supplement-ask = The office may ask within { $period } of the submission.
rules-supplement-answer = The proposer has { $period } from being asked; it may be asked for { $times ->
    [one] once
   *[other] { $times } times
  }.
rules-listing = When it is listed
rules-withdrawal = Withdrawal
rules-withdrawal-from = Possible while it is: { $states }
rules-no-drive = Nothing is signed in this procedure: a case opens as soon as the review has passed, or, without one, as soon as it is submitted.
rules-thresholds = Thresholds
rules-regions-least = The minimum must be reached in at least { $least } of the regions ({ $region }) as well.
rules-regions-minimum = Minimum of each ({ $region }): { $list }
rules-regions-own = Signatures are counted by region ({ $region }), { $count } in all.
rules-clock-by-category = By category: { $list }
rules-clock-starts-submitted = From the submission.
rules-clock-starts-review_passed = From the review on.
rules-clock-starts-case_opened = From the opening of the case.
rules-clock-starts-assigned = From when an agency is given the case.
rules-clock-starts-timetable = From the announcement of the timetable.
rules-clock-starts-threshold = From reaching the threshold “{ $name }”.
rules-clock-every = Again every { $period } until the formal response.
rules-clock-pause-supplement = The time of a supplement does not count.
rules-clock-pause-election = The pause before an election does not count.
rules-extension-times = For: { $clocks }; at most { $times ->
    [one] once
   *[other] { $times } times
  }, by up to { $period }, announced before expiry.
rules-publishes = Published with it: { $what }.
rules-publishes-reasons = reasons
rules-publishes-progress = progress
rules-no-extension = Deadlines can't be extended.
rules-transfer = Transfer
rules-refusals = The receiving agency may refuse { $times ->
    [one] once
   *[other] { $times } times
  }, then the administrator decides.
rules-combined = Handled together
rules-not-allowed = Not possible.
rules-decisions-title = The formal response
rules-needs-ground = must name a legal ground
rules-legal-grounds = Legal grounds that can be named
rules-criteria = Criteria
rules-reply = Within { $period }, at most { $times ->
    [one] once
   *[other] { $times } times
  }, { $min } to { $max } characters.
rules-survey-open = Open for { $period }.
rules-survey-questions = Questions: { $list }
rules-follow-up-once = reported on after { $period }
rules-cycle = Then every { $period }.
rules-repeat-ban = Proposing the same again
rules-discussion = Comments
rules-discussion-open = Taken while it is: { $states }
rules-discussion-closed = This procedure takes no comments.
rules-discussion-limits = { $min } to { $max } characters each; at most { $most } of one person in { $minutes } minutes.
rules-changes = What is otherwise than in version { $version }
rules-changes-none = Nothing is otherwise.
rules-change = { $place }: { $old } → { $new }
rules-change-new = New: { $place }: { $new }
rules-change-gone = Gone: { $place }: { $old }
rules-change-none = (none)
rules-change-some = (there)
rules-yes = yes
rules-no = no
rules-example = A worked example
rules-example-lead = If it is submitted on this day, if review, signing and answer take all the time they may, and if an agency is found and the timetable announced on the day the case opens:
rules-example-what = What
rules-example-day = Day
rules-example-no-date = no fixed date
rules-example-unknown = can't be reckoned: the office calendar of { $year } is not loaded
rules-day-submitted = Submitted
rules-day-supplement = Last day to ask for a supplement
rules-day-supporters = Last day to find supporters
rules-day-flag = If it still waits, shown as late after this day (flag { $place })
rules-day-review = Last day of the review; here it passes
rules-day-window-opens = Signing opens
rules-day-window-closes = Last day of signing; here the threshold is reached
rules-day-case = The case opens
rules-day-clock = Deadline: { $name }
rules-day-extended = Extended as far as possible: { $name }
rules-day-reply = Last day of the proposer's reply
rules-day-feedback = Last day of feedback
rules-day-survey = The survey begins
rules-day-survey-ends = Last day of the survey
rules-day-follow-up = First report on how it went on: { $name }
rules-day-repeat = Last day on which the same can't be proposed again
rules-schema-link = How to write a rulebook for a city or an agency
schema-title = How to write a rulebook
schema-lead = Every procedure is a text file. Whoever follows this page makes a procedure for a city, a council or an agency, and changes no program.
schema-how = Step by step
schema-how-write = Write a file with any text editor and save it as UTF-8 under a name that ends in .toml, such as my-city.toml. The quickest way is to build on one that comes with the platform and write only what is different (see the example below).
schema-how-check = Check it: every mistake is told with its line and column and what to write instead.
schema-how-explain = See what the file says in plain words, with a worked example of its dates.
schema-how-add = Add it to the platform, then start the platform again. Or put it into the folder that the setting rulebooks_folder names, which is read at every start.
schema-how-offer = Name it in the settings, and new proposals are born under it; there may be several.
schema-versions = A file that was changed and is added again becomes a new version, and what is different is told. Proposals that were submitted keep the version they were submitted under.
schema-short = The shortest example
schema-short-text = This file builds on “Proposals”: it changes the name, the threshold, the window and the deadline of the answer; all else stays.
schema-notation = How things are written
schema-notation-label = A text in both languages: name = { "{" } zh-TW = "附議", en = "Co-signing" { "}" }; both are needed.
schema-notation-period = A period: period = { "{" } amount = 60, unit = "days" { "}" }. The unit is days (calendar days), working-days, weeks, months or years; the first day is not counted. With rolling = true a last day that is off moves to the next working day.
schema-notation-list = After a line such as [drive] stand the keys of that part; after a line such as [[thresholds]] stands one entry of a list, and the line comes again for each further entry.
schema-notation-code = Codes are of small letters, digits, - and _, at most 40; don't change one that has been used.
schema-notation-basis = Every part with numbers may have a basis that says where they come from: rule is written law, practice is how it is done, assumption is chosen or not verified. Without it: rule.
schema-notation-remark = What follows a # to the end of the line is a remark for yourself; the platform does not read it.
schema-parts = All parts and keys
schema-top = The top of the file
schema-top-text = These stand first, before any part.
schema-key = Key
schema-meaning = Meaning
schema-kind = Value
schema-otherwise = If not written
schema-example = Example
schema-whole = An example with everything
schema-whole-text = This file writes every key once; copy and change it, and leave out the parts you don't need.
schema-required = must be written
schema-absent = there is none
schema-default = { $value }
schema-kind-table = a part
schema-kind-list = a list
schema-kind-code = a text
schema-kind-codes = a list of codes
schema-kind-label = a text in both languages
schema-kind-whole = a whole number
schema-kind-flag = true or false
schema-kind-period = a period
schema-kind-periods = a list of periods
schema-kind-one = one of: { $words }
schema-kind-some = a list of: { $words }
schema-kind-one-or-some = one or a list of: { $words }
schema-kind-counts = codes with numbers
schema-kind-periods-by-code = codes with periods
schema-kind-start = one of: { $words }; or { "{" } threshold = "its code" { "}" }
schema-kind-shape = a part, see “{ $name }”
propose-nothing-here = This procedure asks for nothing in this step.
