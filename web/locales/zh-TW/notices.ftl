# 信件、簡訊與通知

# 讀者與提議的關係；放進其他句子裡用
told-proposal = { $audience ->
    [proposer] 您的提議「{ $title }」
    [author] 提議「{ $title }」
    [officers] 貴機關承辦的「{ $title }」
    [approvers] 貴機關承辦的「{ $title }」
    [reviewers] 提議「{ $title }」
    [supervisors] 所屬機關承辦的「{ $title }」
    [administrators] 提議「{ $title }」
    [signers] 您附議的「{ $title }」
    [voices] 您發表過意見的「{ $title }」
    [registrants] 「{ $title }」
    [co_signers] 您附議的「{ $title }」
    [topics] 提議「{ $title }」
   *[followers] 您關注的「{ $title }」
}
told-proposal-submitted = 待檢核：提議「{ $title }」
told-proposal-submitted-next = 提議人已送出，檢核期限已開始計算。請至「檢核」頁處理。
told-case-opened = 待分派：提議「{ $title }」已成案
told-case-opened-next = 回應期限已經開始計算。請至「管理」頁指派主辦與協辦機關。
told-proposal-opened = { $proposal }通過檢核，即將開始附議
told-proposal-opened-next = 附議期自{ $opens }起至{ $closes }止；附議人數達到門檻即成案，由主管機關回應。
told-proposal-accepted = { $proposal }已受理
told-proposal-accepted-next = 案件已成立，接著由機關在期限內公開回應。
told-proposal-listed = { $proposal }已公開列出
told-proposal-listed-next = 附議人數已達列出的門檻，現在可以在提議列表與搜尋中找到。
told-proposal-supporters-sought = { $proposal }開始徵求支持
told-proposal-supporters-sought-next = 請把提議頁的連結傳給可能支持的人；人數足夠後自動送出檢核。
told-proposal-supported = { $proposal }支持人數足夠，已送出檢核
told-proposal-supported-next = 檢核期限已開始計算。
told-proposal-supporters-lapsed = { $proposal }支持人數不足，未送檢核
told-proposal-supporters-lapsed-next = 期限內支持人數不足。同一主題可以再次提出。
told-proposal-supplement-asked = { $proposal }請您補正
told-proposal-supplement-asked-next = 請依下列說明補正後再次送出；等候補正的時間不計入檢核期限。
told-proposal-supplemented = { $proposal }已補正
told-proposal-supplemented-next = 提議人已補正，檢核期限繼續計算。請至「檢核」頁處理。
told-proposal-supplement-missed = { $proposal }逾期未補正
told-proposal-supplement-missed-next = 補正期限已過，檢核繼續進行。
told-proposal-hearing-due = { $proposal }應舉行聽證
told-proposal-hearing-due-next = 附議人數已達聽證的門檻；附議期內仍可繼續附議。
told-proposal-debate-due = { $proposal }應安排辯論
told-proposal-debate-due-next = 附議人數已達辯論的門檻；附議期內仍可繼續附議。
told-proposal-vote-due = { $proposal }應舉行投票
told-proposal-vote-due-next = 附議人數已達投票的門檻；附議期內仍可繼續附議。
told-proposal-refused = { $proposal }經檢核不予受理
told-proposal-refused-next = 提議與不予受理的理由仍公開可查。您可以依理由修改後重新提出。
told-proposal-sent-back = { $proposal }請您修改後再送出
told-proposal-sent-back-next = 請依下列說明修改，再次送出後重新檢核。
told-proposal-reached = { $proposal }已成案
told-proposal-reached-next = 案件已成立，接著由平臺指派主辦機關；各項期限公開於提議頁，逾期也會標明。
told-proposal-lapsed = { $proposal }附議期屆滿，未成案
told-proposal-lapsed-next = 附議人數未達門檻。同一主題可以再次提出，機關也仍可回應。
told-drive-paused = { $proposal }暫停附議
told-drive-paused-next = 已完成的附議照常有效，附議期順延相同的時間。
told-drive-resumed = { $proposal }恢復附議
told-drive-resumed-next = 附議期已順延。
told-drive-pause-withdrawn = { $proposal }取消暫停附議
told-proposal-withdrawn = { $proposal }已由提議人撤回
told-proposal-withdrawn-next = 提議與撤回的理由仍公開可查，附議到此結束。
told-case-assigned = 新案件：提議「{ $title }」已指派給貴機關
told-case-assigned-next = 請至「承辦案件」公布時程，並與提議人聯繫；期限列於案件頁。
told-case-transferred = 移轉案件：提議「{ $title }」已移轉給貴機關
told-case-transferred-next = 移轉理由公開於案件頁；原訂期限不因移轉而改變。
told-case-extended = { $proposal }回應期限展延至{ $until }
told-case-extended-next = 機關必須在新的期限前正式回應；展延的理由與目前進度如下。
told-case-missed = { $proposal }逾期：{ $clock }
told-case-missed-next = 期限為{ $due }，目前尚未完成。逾期日數公開顯示，直到完成為止。
told-case-response-submitted = 待核定：提議「{ $title }」的正式回應
told-case-response-submitted-next = 請至「核定」頁審閱。核定後立即公開，不得再修改。
told-case-response-sent-back = 退回：提議「{ $title }」的正式回應草稿
told-case-response-sent-back-next = 核定人已附註意見，請至「承辦案件」修改後再送。
told-case-response-published = { $proposal }已有正式回應
told-case-response-published-next = 您可以閱讀機關對每一項訴求的參採情形與理由，並繼續參與討論；後續追蹤列於提議頁。
told-case-addendum = { $proposal }的正式回應有補充說明
told-case-addendum-next = 原回應保持不變，補充說明列於其後。
told-case-follow-up-reported = { $proposal }有後續追蹤的新進度
told-case-follow-up-reported-next = 尚未完成的後續事項與日期列於提議頁。
told-comment-added = 有人回覆了您在「{ $title }」的留言
told-comment-added-next = 您可以到討論串閱讀並回應。
told-comment-hidden = 您在「{ $title }」的留言已被隱藏
told-comment-hidden-next = 處置理由顯示在原處。
told-comment-restored = 您在「{ $title }」的留言已恢復顯示
told-comment-restored-next = 先前的處置已撤銷。
told-clock-timetable = 公布時程
told-clock-contact = 聯繫提議人
told-clock-response = 正式回應
told-clock-other = 機關應辦事項

mail-greeting = 您好：
mail-said = 說明
mail-progress = 目前進度
mail-look = 前往查看
mail-sender = 這封信由 { $platform } 自動寄出，請勿直接回覆。
mail-why = { $audience ->
    [proposer] 您收到這封信，因為這是您的提議。
    [author] 您收到這封信，因為這是您的留言。
    [officers] 您收到這封信，因為您是承辦人員。
    [approvers] 您收到這封信，因為您是核定人。
    [reviewers] 您收到這封信，因為您是檢核人員。
    [supervisors] 您收到這封信，因為您是上級機關的核定人。
    [administrators] 您收到這封信，因為您是平臺管理員。
    [signers] 您收到這封信，因為這是關於您自己的附議。
    [voices] 您收到這封信，因為正式回應回答了您的意見。
    [registrants] 您收到這封信，因為您報名了這場會議。
    [co_signers] 您收到這封信，因為您附議了這項提議。
   *[followers] 您收到這封信，因為您關注這項提議。
}
mail-unsubscribe = 變更或停止通知信
mail-not-you = 如果不是您本人的操作，請忽略這封信，不會有任何變更。

mail-email-confirmation-subject = 請確認您的電子郵件地址
mail-email-confirmation-body = 請開啟下列連結，並在頁面上按下確認。連結在 { $hours } 小時內有效。
mail-email-confirmation-button = 確認電子郵件地址
mail-address-already-registered-subject = 您的電子郵件地址已經註冊過
mail-address-already-registered-body = 有人以這個地址註冊，但這個地址已有帳號。如果是您本人，請直接登入；忘記密碼時可以重設。
mail-address-already-registered-button = 前往登入
mail-password-reset-subject = 重設密碼
mail-password-reset-body = 請開啟下列連結設定新密碼。連結在 { $minutes } 分鐘內有效，只能使用一次。
mail-password-reset-button = 設定新密碼
mail-password-changed-subject = 您的密碼已變更
mail-password-changed-body = 您的密碼剛才變更了，其他裝置都已登出。如果不是您本人變更的，請立即重設密碼。
mail-receipt-subject = 附議收據：{ $title }
mail-receipt-body = 這是您附議「{ $title }」的收據。
mail-receipt-file = 附件是收據檔，請妥善保存：用它可以離線查證您的附議確實計入，不必相信平臺。
mail-receipt-button = 查看收據
mail-password-changed-button = 重設密碼
sms-mobile-code = { $platform } 驗證碼 { $code }，{ $minutes } 分鐘內有效。請勿告訴任何人。

# 我的頁面與通知
my-title = 我的頁面
my-must-confirm = 確認手機號碼後才能提議和附議。
my-to-account = 前往帳號設定
my-all-notices = 查看所有通知
my-proposals = 我的提議
my-no-proposals = 您還沒有提議。
my-signatures = 我的附議
my-no-signatures = 您還沒有附議任何提議。
my-look-around = 看看正在附議的提議
my-follows = 我的關注
my-no-follows = 您還沒有關注任何提議。在提議頁按下「關注」，有進展時就會通知您。
my-settings = 設定
my-account = 帳號與裝置
my-count = { $count } 人附議，門檻 { $threshold } 人
my-signed-on = { $date }附議。
my-withdrawn = { $date }附議，之後已撤回。
my-receipt = 附議收據
my-next-draft = 尚未送出。完成後送出，即進入檢核。
my-next-in-review = 等待檢核人員處理。
my-next-in-review-by = 等待檢核人員處理，期限為{ $date }。
my-next-in-review-overdue = 檢核已逾期 { $days } 天。
my-next-sent-back = 請依檢核意見修改後再送出。
my-next-supporting = 請把連結傳給可能支持的人。
my-next-refused = 不予受理，理由公開於提議頁；修改後可以重新提出。
my-next-open = 附議中。
my-next-open-ahead = 通過檢核，{ $date }起開放附議。
my-next-open-by = 附議至{ $date }為止。
my-next-open-over = 附議期已屆滿。
my-next-lapsed = 未達門檻，到此結束；可以再次提出。
my-next-reached = 等待機關正式回應。
my-next-reached-by = 等待機關正式回應，期限為{ $date }。
my-next-reached-overdue = 機關回應已逾期 { $days } 天。
my-next-answered = 機關已正式回應，可閱讀各項訴求的參採情形。
my-next-withdrawn = 提議人已撤回，到此結束。
my-next-closed = 已結案。
notices-title = 通知
notices-none = 目前沒有通知。
notices-new = 新
notices-all = 全部
notices-unread = 未讀（{ $count }）
notices-mark-read = 標為已讀
notices-mark-all = 全部標為已讀
done-notices-read = 已標為已讀。
follow-begin = 關注
follow-end = 取消關注
follow-told = 有進展時會通知您。
follow-count = { $count } 人關注
done-followed = 已關注，有進展時會通知您。
done-unfollowed = 已取消關注。
mails-title = 通知信設定
mails-save = 儲存
mails-always = 確認電子郵件、重設密碼等與帳號安全有關的信件一定會寄送。
done-mails-saved = 通知信設定已儲存。

# 示範模式
clock-title = 時光機
clock-lead = 把平臺的時間往前調，看看附議期如何屆滿、期限如何到期。只有示範模式才有。
clock-ahead = 比實際日期快 { $days } 天。
clock-real = 與實際時間相同。
clock-next = 到下一個期限
clock-day = 前進一天
clock-week = 前進七天
clock-forward = 前進
clock-no-return = 時間只能前進，不能倒退。
clock-upcoming = 接下來的期限
clock-nothing = 目前沒有任何期限。
clock-ends = { $date } 結束時
clock-go = 前往這一刻
clock-what-opens = 開始附議
clock-what-closes = 附議期屆滿
clock-what-review = 檢核期限
clock-what-follow-up = 後續追蹤期限
clock-what-clock-timetable = 公布時程期限
clock-what-clock-contact = 聯繫提議人期限
clock-what-clock-response = 正式回應期限
clock-what-clock-other = 機關期限
field-clock-days = 前進幾天
error-days-not-in-range = 請填 1 到 3650 的整數
error-to-not-an-instant = 請從清單中選擇
done-time-passed = 時間已前進。
fault-no-deadline-ahead = 目前沒有任何期限可以前往。
mailbox-title = 示範信箱
mailbox-lead = 平臺寄出的每一封信與每一則簡訊都在這裡，不會真的寄到外面。
mailbox-to = 收件地址或手機號碼
mailbox-filter = 篩選
mailbox-all = 顯示全部
mailbox-empty = 還沒有任何信件。
mailbox-nothing-for = 沒有寄到「{ $to }」的信件或簡訊。請檢查地址或號碼，或顯示全部。
mailbox-mail = 信件
mailbox-sms = 簡訊
mailbox-channel = 種類
mailbox-recipient = 收件人
mailbox-at = 寄出時間
mailbox-as-html = 信件的網頁格式

# 稽核紀錄
audit-title = 稽核紀錄
audit-lead = 平臺上每一件重要的事都記在這裡，依序封存，任何人都不能改寫。紀錄只有代號，沒有個人資料。
audit-all = 全部
audit-filter = 篩選
audit-empty = 沒有符合的紀錄。
audit-number = 序號
audit-at = 時間
audit-what = 事件
audit-by = 行為人
audit-on = 對象
audit-facts = 內容
audit-show = 顯示
audit-sealed = 封存 { $position }
audit-unsealed = 待封存
audit-internal = 不公開
audit-group-proposal = 提議
audit-group-signatures = 附議
audit-group-case = 案件
audit-group-comment = 留言
audit-group-hearing = 聽證與會議
audit-group-agency = 機關
audit-group-person = 帳號
audit-event-agency-activated = 重新啟用機關
audit-event-agency-changed = 修改機關資料
audit-event-agency-created = 新增機關
audit-event-agency-deactivated = 停用機關
audit-event-case-addendum = 公布補充說明
audit-event-case-addendum-declined = 補充說明不予核定
audit-event-case-addendum-written = 補充說明送核定
audit-event-case-assigned = 指定主辦與協辦機關
audit-event-case-closed = 結案
audit-event-case-contact-recorded = 記錄與提議人聯繫
audit-event-case-deadline-set = 確定期限
audit-event-case-draft-begun = 開始撰擬回應
audit-event-case-extended = 展延回應期限
audit-event-drive-paused = 暫停附議
audit-event-drive-resumed = 恢復附議
audit-event-drive-pause-withdrawn = 取消暫停附議
audit-event-polling-day-added = 登記投票日
audit-event-polling-day-removed = 移除投票日
audit-event-case-follow-up-added = 新增後續追蹤
audit-event-case-follow-up-overdue = 後續追蹤逾期
audit-event-case-follow-up-reported = 回報後續追蹤
audit-event-case-miss-explained = 說明逾期原因
audit-event-case-missed = 期限逾期
audit-event-case-opened = 案件成立
audit-event-case-response-published = 公布正式回應
audit-event-case-response-sent-back = 退回回應草稿
audit-event-case-response-submitted = 回應送核定
audit-event-case-timetable-posted = 公布辦理時程
audit-event-case-transfer-noted = 確認移轉
audit-event-case-transferred = 移轉案件
audit-event-comment-added = 新增留言
audit-event-comment-deleted = 刪除留言
audit-event-comment-edited = 編修留言
audit-event-comment-hidden = 隱藏留言
audit-event-comment-kept = 保留留言
audit-event-comment-reported = 檢舉留言
audit-event-comment-restored = 恢復顯示留言
audit-event-hearing-changed = 修改會議資料
audit-event-hearing-created = 建立會議
audit-event-hearing-record-imported = 匯入會議紀錄
audit-event-person-created = 由管理端建立帳號
audit-event-person-deleted = 刪除帳號
audit-event-person-mobile-confirmed = 確認手機號碼
audit-event-person-password-changed = 更改密碼
audit-event-person-password-reset = 重設密碼
audit-event-person-registered = 完成註冊
audit-event-person-role-granted = 給予角色
audit-event-person-role-revoked = 收回角色
audit-event-person-session-ended-after-reuse = 權杖重複使用，已登出
audit-event-proposal-answered = 提議已獲回應
audit-event-proposal-closed = 提議結案
audit-event-proposal-lapsed = 附議期結束，未成案
audit-event-proposal-opened = 受理，開放附議
audit-event-proposal-accepted = 受理提議，案件成立
audit-event-proposal-listed = 提議公開列出
audit-event-proposal-supporters-sought = 開始徵求支持
audit-event-proposal-supported = 支持人數足夠，送出檢核
audit-event-proposal-supporters-lapsed = 支持人數不足
audit-event-proposal-supplement-asked = 請提議人補正
audit-event-proposal-supplemented = 提議人已補正
audit-event-proposal-supplement-missed = 逾期未補正
audit-event-proposal-hearing-due = 應舉行聽證
audit-event-proposal-debate-due = 應安排辯論
audit-event-proposal-vote-due = 應舉行投票
audit-event-proposal-ownership-check = 請機關確認權責
audit-event-proposal-reached = 成案
audit-event-proposal-refused = 不予受理
audit-event-proposal-sent-back = 退回修改
audit-event-proposal-submitted = 送出提議
audit-event-proposal-withdrawn = 撤回提議
audit-event-signatures-added = 新增附議
audit-event-signatures-threshold-reached = 附議達到門檻
audit-event-signatures-withdrawn = 撤回附議
audit-event-signatures-restored = 附議恢復計入
audit-event-signatures-put-aside = 附議待查核
audit-event-signatures-invalidated = 附議不予計入
audit-event-signatures-moved = 附議改計其他縣市
audit-event-signatures-fell-below = 附議降到門檻以下
audit-event-signatures-reached-again = 附議再次達到門檻
field-audit-kind = 類別
field-audit-role = 身分
field-audit-subject = 對象代號
field-audit-actor = 行為人代號
error-subject-not-an-id = 這不是代號
error-actor-not-an-id = 這不是代號

# 訂閱
feed-proposals = 最新提議
feed-proposal = 提議進度：{ $title }
feed-subscribe = 訂閱進度（Atom）
crowd-title = 請示範民眾附議
crowd-lead = 想看提議成案時發生什麼事？讓沒有帳號的示範民眾補上附議；也可以只差一份，由您自己附議。
crowd-missing = 還差 { $count } 份附議
crowd-but-one = 補到只差一份
crowd-all = 補到成案門檻
crowd-nothing = 目前沒有正在附議、尚未達門檻的提議。
done-crowd-signed = 示範民眾已經附議。
mail-signature-confirmation-subject = 請完成附議：{ $title }
mail-signature-confirmation-body = 有人用這個電子郵件附議「{ $title }」。請開啟下列連結，並在頁面上按下附議。連結 { $days } 天內有效。
mail-signature-confirmation-more = 還沒按下之前，這份附議不會計入。
mail-signature-confirmation-button = 前往附議
mail-signature-already-subject = 您已經附議過：{ $title }
mail-signature-already-body = 有人用這個電子郵件附議「{ $title }」，但這個信箱已經附議過，每個信箱只算一次。
mail-signature-already-more = 開啟下列連結可以查看收據；附議期內也可以撤回。
mail-signature-already-button = 查看收據
mail-signature-not-you = 如果不是您本人的操作，請忽略這封信，不會有任何變更。請不要把連結轉給別人。
told-signatures-put-aside = { $proposal }：您的附議待查核，暫不計入
told-signatures-put-aside-next = { $why }審查人員會查核；您也可以在提議頁用手機驗證碼確認是本人，就會立刻計入。
told-signatures-invalidated = { $proposal }：您的附議經查核不予計入
told-signatures-invalidated-next = { $why }件數與原因都公開在提議的附議紀錄。
told-signatures-restored = { $proposal }：您的附議經查核確認，已計入
told-signatures-restored-next = 您不必再做什麼。
audit-event-checks-domains-given = 更新用過即丟的信箱網域
told-proposal-similar-named = { $proposal }已撤回，要也附議相近的「{ $other }」嗎
told-proposal-similar-named-next = 附議不會自動移轉，由您決定：看過兩件的內容，按一下就完成附議；不回覆就什麼都不會發生。
audit-event-proposal-similar-named = 撤回時指出相近的提議
audit-event-proposal-named-similar = 被指出為相近的提議
audit-event-case-clock-started = 期限開始計算
audit-event-case-paused = 期限暫停計算
audit-event-case-resumed = 期限恢復計算
audit-event-case-supplement-asked = 請提議人補正
audit-event-case-supplement-answered = 提議人補正
audit-event-case-progress-told = 公布辦理進度
audit-event-case-outcome-recorded = 公布聽證、辯論或投票結果
told-case-progress-told = { $proposal }有新的辦理進度
told-case-progress-told-next = 機關公布的進度如下；期限列於提議頁。
told-case-outcome-recorded = { $proposal }的聽證、辯論或投票有了結果
told-case-outcome-recorded-next = 結果如下；後續期限列於提議頁。
told-case-paused = { $proposal }的辦理期限暫停計算
told-case-paused-next = 暫停期間不計入期限；理由如下。
told-case-resumed = { $proposal }的辦理期限恢復計算
told-case-resumed-next = 新的期限列於提議頁。
told-case-supplement-asked = { $proposal }需要您補正
told-case-supplement-asked-next = 請在{ $due }以前到提議頁補正；補正期間不計入機關的辦理期限。
told-case-supplement-answered = 提議「{ $title }」的提議人已經補正
told-case-supplement-answered-next = 期限恢復計算，請至「承辦案件」繼續辦理。
audit-event-person-identity-confirmed = 確認身分
audit-event-person-identity-removed = 移除身分
told-comment-edit-asked = 請修改您在「{ $title }」的留言
told-comment-edit-asked-next = 通知中有理由與申訴方式；留言仍然顯示。
told-comment-author-paused = 您因「{ $title }」的留言，暫時不能發表留言
told-comment-author-paused-next = 通知中有期間、理由與申訴方式。
told-comment-thread-closed = 您在「{ $title }」的留言已停止回應
told-comment-thread-closed-next = 通知中有理由與申訴方式；已有的內容仍然顯示。
told-comment-thread-reopened = 您在「{ $title }」的留言重新開放回應
told-comment-thread-reopened-next = 先前的處置已撤銷。
told-comment-decision-undone = 對您在「{ $title }」的留言的處置已復原
told-comment-decision-undone-next = 留言回到處置前的狀態。
told-comment-appeal-decided = 您就「{ $title }」的留言提出的申訴已有決定
told-comment-appeal-decided-next = 決定與理由請見處置通知。
audit-event-comment-edit-asked = 請留言者修改
audit-event-comment-author-paused = 暫停發言
audit-event-comment-thread-closed = 停止回應
audit-event-comment-thread-reopened = 重新開放回應
audit-event-comment-decision-undone = 復原處置
audit-event-comment-appealed = 提出申訴
audit-event-comment-appeal-decided = 決定申訴
