# 期限提醒、守時紀錄與行事曆

told-case-follow-up-overdue = { $proposal }的後續承諾事項逾期未回報
told-case-follow-up-overdue-next = 期限為{ $due }，目前尚未回報。逾期日數公開顯示，直到回報為止。
told-clock-progress = 說明進度
told-clock-hearing = 聽證
told-clock-debate = 辯論
told-clock-vote = 投票

mail-reminders-due = 期限提醒：{ $count } 件
mail-reminders-missed = 期限提醒：逾期 { $late } 件，將到期 { $count } 件
mail-reminders-lead = 以下是貴機關承辦案件的期限，請留意。
mail-reminders-late-head = 已逾期
mail-reminders-due-head = 即將到期
mail-reminders-left = { $title }：{ $what }，{ $date }到期，剩 { $days } 天
mail-reminders-today = { $title }：{ $what }，今天（{ $date }）到期
mail-reminders-late = { $title }：{ $what }，{ $date }到期，已逾期
mail-reminders-button = 前往承辦案件
mail-reminders-why = 您收到這封信，因為您承辦、核定或督導這些案件；同一天的期限只寄一封。

record-title = 守時紀錄
record-title-agency = { $agency }的守時紀錄
record-lead = 每一個期限：如期、展延或逾期。逾期算在當時主辦的機關，之後改由其他機關承辦也不會移走。
record-all = 所有機關
record-years = 年度
record-all-years = 全部年度
record-year = { $year } 年
record-by-clock = 各項期限
record-by-quarter = 各季
record-quarter = { $year } 年第 { $quarter } 季
record-col-median = 中位數
record-col-p90 = 九成在內
record-days = { $days } 天
record-days-note = 天數：從起算到完成的日曆天，起算日不計；一半的案件在中位數以內完成，九成在「九成在內」以內完成。
record-chart = 各季如期與逾期的期限：{ $kept } 件如期，{ $missed } 件逾期
record-empty = 這段期間沒有到期的期限。
record-waiting = 待回應案件（最早成案的在前）
record-none-waiting = 目前沒有待回應的案件。
record-data = 開放資料
record-csv = 下載 CSV
record-json = JSON
record-more = 完整的守時紀錄
record-agencies = 各機關的紀錄
record-follow-up = 後續追蹤
nav-record = 守時紀錄

calendar-add = 加入行事曆
calendar-title = 期限行事曆
calendar-lead = 用您的行事曆程式訂閱貴機關承辦案件的期限。網址等於密碼，請勿轉寄；不用時請停用。
calendar-made = 行事曆網址已經產生
calendar-once = 請現在就複製到行事曆程式；離開這一頁後不會再顯示。
calendar-make = 產生{ $agency }的行事曆網址
calendar-links = 使用中的網址
calendar-made-at = { $date } 產生
calendar-revoke = 停用
done-calendar-revoked = 行事曆網址已停用。
