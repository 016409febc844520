# 即時紀錄的處置
line-hide = 隱藏這段發言
line-hide-title = 隱藏即時紀錄中的發言
line-hide-lead = 隱藏後，公開頁上立刻改為顯示處置的事由和理由；會後成為正式紀錄時也維持隱藏。
line-hide-do = 隱藏
field-line-hide-reason = 理由
field-line-hide-reason-hint = 會公開顯示在這段發言的位置，讓大家知道為什麼看不到。
fault-hall-line-decided = 留言管理員已經處置過這段發言，不能收回。
fault-hall-line-told = 這一段是情形記載，不是發言；需要更正時，請會議主持團隊收回。
fault-hall-no-discussion = 這場會議沒有討論區，發言不能由留言管理員隱藏；請會議主持團隊收回。

# 草案從檔案帶入
draft-file = 從檔案帶入條文
draft-file-hint = Word（.docx）、OpenDocument（.odt）或純文字（.txt、.md），最大 10 MB。檔案裡的文字會填進下面的欄位，由您核對、修改後再儲存；選檔案不會公布任何內容。
draft-file-before = 帶入前欄位裡的文字
field-draft-file = 檔案
error-file-draft-not-taken = 您選了檔案，但還沒有帶入：請重新選檔案，再按「帶入檔案內容」
draft-file-put = 帶入檔案內容
draft-file-done = 已把「{ $name }」的文字帶入下面的欄位，找到 { $articles } 條。請核對、修改，再按「儲存並預覽」。
draft-file-done-none = 已把「{ $name }」的文字帶入下面的欄位，但還看不出條次。請在每一條開頭寫上「第一條」、「第二條」……，再按「儲存並預覽」。
draft-file-deletions = 檔案裡有追蹤修訂：已接受新增的文字，刪除的文字沒有帶入。
draft-file-notes = 檔案裡的 { $count } 則註腳沒有帶入。
draft-file-tables = 檔案裡的表格已改成一般文字，請特別核對。
error-file-draft-none = 請先選擇檔案
error-file-draft-empty = 檔案裡沒有文字
error-file-draft-unreadable = 檔案讀不出來：{ $why }
error-file-draft-long = 檔案裡的文字超過 { $max } 字
import-problem-no-place = 這一筆所指的草案條文讀不出來，沒有帶入
