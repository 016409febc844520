# 發布前的提醒
error-personal-data = 這段文字裡好像有個人資料：{ $found }。發布後任何人都看得到；請刪去，或確認後選擇「仍要發布」
personal-all-the-same = 仍要發布
error-comment-said = 您在這裡已經說過相同的話；請修改，或補充新的理由
fault-said-already = 您在這裡已經說過相同的話。請修改，或補充新的理由。

# 討論中的新留言
live-title = 新留言
live-new = 有 {"{count}"} 則新留言
live-new-one = 有 1 則新留言
live-new-most = 有 {"{count}"} 則以上新留言
live-there = 已載入，前往新留言
live-none = 目前沒有新留言。
live-back = 回到討論
