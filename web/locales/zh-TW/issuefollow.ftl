# 關注爭點
follow-issue-told = 有新歸入的意見，或機關回應這個爭點時通知您；還沒讀過之前，同一個爭點只通知一次。
told-topics-issues-changed = 爭點「{ $followed }」有新歸入的意見（提議「{ $title }」）
told-topics-issues-changed-next = 打開這個爭點，看各方新說了什麼。
told-issues-changed = 提議「{ $title }」的爭點有新歸入的意見
