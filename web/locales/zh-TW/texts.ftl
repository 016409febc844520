# 草案條文
text-title = 草案
text-kind-regulation = 法規草案
text-kind-policy = 政策草案
text-version = 第 { $number } 版
text-published-on = { $date } 公布
text-unpublished = 尚未公布
text-not-newest = 這是較早的版本，目前已公布到第 { $latest } 版。
text-to-newest = 看最新版本
text-how = 對哪一條有意見，就在那一條下面留言。新版本公布後，留言會跟著條文走。
text-how-select = 也可以選取條文中的文字，只針對那幾個字留言。
text-select = 針對選取的文字留言
text-edit = 編輯草案
text-new = 張貼草案條文
text-note = 草案說明
text-reason = 本條說明
text-versions = 共 { $count } 個版本
text-see-changes = 第 { $from } 版與第 { $to } 版的差異
text-contents = 條文目次（共 { $count } 條）
text-comments = { $count } 則留言
text-all-comments = 看全部 { $count } 則留言
text-comment-paragraph = 留言
text-comment-article = 對{ $article }留言
text-in-whole = 「{ $title }」全文
text-write = 對{ $place }留言
text-place = 位置
text-place-whole = 整條
text-place-all = 全部
text-place-was = 您要留言的地方在最新的第 { $latest } 版已不存在。留言會標明原在第 { $version } 版哪裡。
text-place-number = 第 { $paragraph } 項
text-place-paragraph = { $article }第 { $paragraph } 項
text-no-comments = 還沒有人留言。
text-part = 草案條文
text-gone-title = 原條文已不在的留言
text-gone-count = { $count } 則留言所針對的條文，最新版本已經沒有
text-gone-lead = 這些留言當時針對的條文，在最新版本中已經刪除。每則留言都註明原來的位置，可以連回當時的版本。
text-gone-none = 沒有這樣的留言。
text-changes-title = 第 { $from } 版與第 { $to } 版的差異
text-changes-how = 刪除的文字畫刪除線，新增的文字畫底線；沒有變動的條文不列出。
text-no-changes = 條文沒有不同。
text-became-changed = 修正
text-became-renumbered = 條次變更
text-became-added = 新增
text-became-removed = 刪除
text-edit-lead = 修改後先預覽，確認後公布為第 { $next } 版。舊版本會保留，留言會跟著條文走。
text-theirs = 另一位同仁剛才存過這份草案。您的內容還在下面；請對照後再存一次。
text-theirs-field = 同仁存的「{ $field }」
text-theirs-empty = （空白）
text-save = 儲存並預覽
text-discard = 刪除這份草案
text-example = 條文怎麼寫
text-example-text = 第一章　總則
    第一條（立法目的）
    為保障市民使用公共空間之權益，特訂定本辦法。

    第二條　本辦法用詞，定義如下：
    一、公共空間：指公園、廣場及人行道。
    二、管理機關：指本府公園處。
    說明：參考現行規定訂定。

    每一行是一項；「一、」「（一）」「1.」開頭的行，併入上一項。「說明：」起是本條說明。
text-preview = 預覽草案
text-found = 讀到 { $articles } 條、{ $paragraphs } 項。
text-will-follow = 公布後，{ $on } 則留言會跟到新版本的條文；{ $gone } 則留言的條文已不存在，會註明原來的位置。
text-publish-lead = 請確認條號與分項都正確。公布後任何人都能看到，不能收回；要修改，就公布下一版。
text-publish-others = 這份草案由其他人員或機關張貼，您可以修改並存檔，由張貼的機關公布。
text-publish = 公布為第 { $number } 版
text-back-to-edit = 回去修改
text-as-read = 全文
field-text-title = 草案名稱
field-text-kind = 種類
field-text-note = 草案說明
field-text-note-hint = 為什麼要訂、要解決什麼問題。
field-text-change = 這一版改了什麼
field-text-change-hint = 會列在版本清單，也會通知追蹤的人。
field-text-body = 條文
field-text-body-hint = 直接貼上條文。每條以「第一條」開頭，一行一項。
voice-on = 關於
voice-on-text = 「{ $title }」{ $place }
voice-stood = 原在第 { $version } 版{ $place }
voice-fate-changed = 條文已修改
voice-fate-wider = 原來的文字已不在最新版本
voice-fate-gone = 最新版本已無此處
error-text-before-articles = 第 { $line } 行在第一條之前；名稱與說明請填在上面的欄位
error-text-signs = 第 { $line } 行含有不能使用的控制字元
error-text-too-many-articles = 第 { $line } 行：最多 { $max } 條
error-text-too-many-paragraphs = 第 { $line } 行：一條最多 { $max } 項
error-text-long-paragraph = 第 { $line } 行：一項最多 { $max } 個字
error-text-twice = 第 { $line } 行：「{ $label }」在第 { $first } 行已經有了
error-text-order = 第 { $line } 行：「{ $label }」排在「{ $before }」後面，條次不對
error-text-empty-article = 第 { $line } 行：「{ $label }」沒有內容
error-text-two-reasons = 第 { $line } 行：這一條已經有說明了
error-text-no-article = 找不到條文；每條請以「第一條」開頭
error-text-unchanged = 內容與上一版相同，沒有可以公布的
error-text-stale = 草案在您預覽之後又存過，請看過新的內容再公布
error-text-too-many = 一個提議最多 { $max } 份草案
error-text-no-place = 找不到您要留言的條文，請回到草案重新選取
done-text-saved = 已儲存。
done-text-published = 已公布，追蹤的人會收到通知。
done-text-discarded = 已刪除草案。
event-text-published = 公布草案條文
audit-event-text-published = 公布草案條文
told-text-published = { $proposal }公布了草案「{ $other }」
told-text-published-next = 可以逐條閱讀，並對各條留言。
# Threads
about-title = 關於{ $name }的討論
about-hearing = 會議「{ $title }」
about-response = { $title }
about-follow-up = 後續追蹤「{ $title }」
about-issue = 爭點「{ $title }」
issue-comment = 對這個爭點留言
about-discuss-hearing = 討論這場會議
about-discuss-response = 討論這份回應
about-discuss = 討論這一項
hearing-subject-text = 提議的草案條文
text-in-proposal = 看提議的草案條文
