# 檔案較大時，在背景讀取、比對與匯入

longjob-looking = 正在讀取並比對「{ $file }」
longjob-importing = 正在匯入「{ $file }」
longjob-imported = 「{ $file }」匯入完成
longjob-failed = 「{ $file }」沒有處理完成
longjob-waiting = 已排入，即將開始
longjob-reading = 讀取檔案
longjob-comparing = 與現有紀錄比對
longjob-writing = 寫入紀錄
longjob-publishing = 把發言放進討論區
longjob-statements = { $done }／{ $total } 段
longjob-step-reading = 讀取檔案
longjob-step-comparing = 與現有紀錄比對
longjob-step-writing = 寫入紀錄
longjob-step-publishing = 把發言放進討論區
longjob-is-done = 已完成
longjob-is-now = 進行中
longjob-is-ahead = 尚未開始
longjob-leave-look = 檔案較大，需要一點時間。您可以離開這一頁，稍後從會議管理頁回來看結果；確認之前不會改變任何內容。
longjob-leave-import = 檔案較大，需要一點時間。您可以離開這一頁，稍後從會議管理頁回來看結果。全部完成前，大家看到的仍是原來的紀錄。
longjob-refreshes = 這一頁每 { $seconds } 秒自動更新。
longjob-stop-refreshing = 停止自動更新
longjob-still = 這一頁不會自動更新。
longjob-by-itself = 改回自動更新
longjob-refresh = 更新進度
longjob-back = 回會議管理頁
longjob-other-file = 改選其他檔案
longjob-version = 紀錄已更新為第 { $version } 版，發言已與留言並列。
longjob-same-file = 這就是上次匯入的檔案，沒有改變任何內容。
longjob-read = 看會議紀錄
longjob-again = 再試一次
longjob-nothing-changed = 會議紀錄沒有改變，仍是原來的內容。
longjob-stale = 比對之後，會議紀錄又有更新。按「確認匯入」會先重新比對，再請您確認。
longjob-desk-others = { $name } 正在匯入「{ $file }」
longjob-desk-wait = 完成之前不能上傳其他紀錄檔。
longjob-see = 看進度
longjob-mine-looking = 「{ $file }」正在讀取並比對。
longjob-mine-ready = 「{ $file }」已比對完成，等您確認是否匯入。
longjob-mine-refused = 無法讀取「{ $file }」，沒有匯入任何內容。
longjob-mine-failed = 「{ $file }」沒有處理完成，會議紀錄沒有改變。
longjob-go-looking = 看進度
longjob-go-ready = 檢視並確認
longjob-go-refused = 看是哪幾行
longjob-go-failed = 看原因、再試一次
done-record-compared-again = 會議紀錄剛才有更新，正在重新比對。
fault-import-under-way = 這場會議正在匯入另一個紀錄檔，完成之前不能再匯入。請稍後從會議管理頁查看。沒有匯入任何內容。
fault-import-gone = 這項工作已經結束，或是紀錄在這段期間有更動。請回會議管理頁查看；需要時再上傳一次。
fault-import-interrupted = 處理這個檔案時中斷了好幾次，已停止。請再試一次；如果還是不行，請把檔案分開，或請系統管理者協助。

# 線上提問的處理結果
told-question-handled = { $state ->
    [answered] 您在「{ $title }」的提問已有回答
   *[aside] 您在「{ $title }」的提問，主持人決定不回答
}
told-question-handled-next = { $state ->
    [answered] 提問和回答的位置，請看「{ $other }」的線上提問頁。
   *[aside] 理由如下，也公開在「{ $other }」的線上提問頁。
}
thread-in-questions = 在線上提問中檢視
