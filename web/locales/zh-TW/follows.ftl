# 關注機關、分類、縣市、爭點與搜尋，以及彙整信
follow-topic = { $kind ->
    [agency] 機關「{ $name }」
    [category] 分類「{ $name }」
    [county] 縣市「{ $name }」
    [issue] 爭點「{ $name }」
   *[search] 搜尋「{ $name }」
}
follow-topic-begin = 關注{ $topic }
follow-topic-end = 取消關注{ $topic }
follow-topic-told = 有新提議、成案、回應、展延或逾期時通知您；關注搜尋時，只在有符合的新提議時通知。
follows-title = 我的關注
follows-lead = 同一件事只會通知您一次，即使您同時關注提議、機關與分類。
follows-none = 您還沒有關注任何項目。
follows-kind = { $kind ->
    [proposal] 提議
    [agency] 機關
    [category] 分類
    [county] 縣市
    [issue] 爭點
   *[search] 搜尋
}
follows-end = 取消關注「{ $name }」
follows-more = 關注更多
follows-more-text = 在提議列表選擇機關、分類或其細項、縣市，或輸入關鍵字後，可以關注；也可以在機關頁與提議頁按下「關注」。
my-all-follows = 查看全部關注（含機關、分類、縣市與搜尋）
fault-too-many-follows = 您關注的項目已達上限。請先在「我的關注」取消一些，再試一次。
told-because = 因為您關注{ $topic }
told-topics-proposal-opened = 新提議「{ $title }」通過檢核，開放附議
told-topics-proposal-opened-next = 附議期自{ $opens }起至{ $closes }止。
told-topics-proposal-accepted = 新提議「{ $title }」已受理
told-topics-proposal-accepted-next = 接著由機關在期限內公開回應。
told-topics-proposal-listed = 新提議「{ $title }」已公開列出
told-topics-proposal-listed-next = 現在可以閱讀、討論與附議。
told-topics-case-assigned = 提議「{ $title }」已分派機關
told-topics-case-assigned-next = 機關的各項期限公開於提議頁，逾期也會標明。
told-topics-case-transferred = 提議「{ $title }」已移轉機關
told-topics-case-transferred-next = 移轉理由公開於提議頁；原訂期限不因移轉而改變。
mails-lead = 站上通知一律立即出現在「我的頁面」。信件可以依種類選擇多久寄一次。
mails-hour = 每日彙整於上午 { $hour } 時、每週彙整於星期一上午 { $hour } 時（臺灣時間）寄出，一封列出全部；站上已讀的不再寫進信裡。
mails-often-now = 立即，一事一封
mails-often-daily = 每日彙整
mails-often-weekly = 每週彙整
mails-often-never = 不寄信
field-mails-kind-own = 我的提議、留言與附議
field-mails-kind-desk = 我承辦、核定、檢核或管理的事項
field-mails-kind-desk-hint = 機關期限的提醒一天一封，選「不寄信」才會停止。
field-mails-kind-signed = 我附議的提議
field-mails-kind-proposal = 我關注的提議
field-mails-kind-issue = 我關注的爭點
field-mails-kind-search = 我關注的搜尋
field-mails-kind-agency = 我關注的機關
field-mails-kind-category = 我關注的分類
field-mails-kind-county = 我關注的縣市
refuse-title = 停止通知信
refuse-which = { $scope ->
    [own] 關於您的提議、留言與附議的信
    [desk] 關於您承辦、核定、檢核或管理事項的信
    [signed] 關於您附議的提議的信
    [proposal] 關於您關注的提議的信
    [issue] 關於您關注的爭點的信
    [search] 關於您關注的搜尋的信
    [agency] 關於您關注的機關的信
    [category] 關於您關注的分類的信
    [county] 關於您關注的縣市的信
    [digest] 彙整信
   *[all] 所有通知信
}
refuse-lead = 按下按鈕後，不再寄給您{ $which }。
refuse-done = 已停止，不會再寄給您{ $which }。
refuse-button = 停止{ $which }
refuse-all = 停止所有通知信
refuse-none-at-all = 目前所有通知信都已停止。
refuse-notices = 通知仍會出現在站上的「我的頁面」。
refuse-choose = 登入後選擇各種信多久寄一次
mail-digest-subject = { $count } 則新消息：{ $first }
mail-digest-lead = 您關注與參與的事項，有 { $count } 則新消息：
mail-digest-more = 另有 { $count } 則沒有列在信裡，請到「通知」查看。
mail-digest-all = 查看全部通知
mail-digest-why = 您收到這封信，因為您選擇把這些通知彙整成一封信。
