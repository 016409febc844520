# 正式回應的各個部分
answer-legal-basis = 法律依據
answer-criteria = 評估準則
answer-criteria-hint = 逐項寫下評估結果；沒有寫的準則，公布後會標示「未說明」。
answer-criteria-none = 機關沒有逐項說明評估準則。
answer-not-told = 未說明
answer-needs-ground = 須勾選下列法律事由
answer-issues = 討論與聽證的爭點
answer-issues-hint = 列出大家在討論和聽證中提出的爭點，逐一回答；這次沒有回答的，請標為「暫不處理」並說明原因。
answer-issues-count = 共 { $count } 項爭點，{ $open ->
    [0] 都已回答
   *[other] 其中 { $open } 項暫不處理
  }。
answer-issue-number = 爭點 { $number }
answer-issue-answered = 已回答
answer-issue-open = 暫不處理
answer-issue-why-open = 為什麼還沒有回答
answer-issue-raised-by = 提出這項爭點的意見
answer-more-issues = 再加一項爭點
answer-voices = 最多人回應的意見，可以直接帶入
answer-take-voice = 列為爭點
answer-cited = { $name }：{ $said }
answer-cited-hidden = （這則意見已被隱藏）
answer-cited-deleted = （留言者已刪除）
answer-cited-gone = （現行紀錄已無這段發言）
field-answer-legal-basis = 法律依據
field-answer-legal-basis-hint = 例如「政府資訊公開法第 18 條第 1 項第 6 款」。
field-answer-grounds = 法律事由
field-answer-issue = 爭點
field-answer-cites = 引用的意見
field-answer-cites-hint = 貼上留言或聽證發言的網址，一行一個。
field-answer-issue-stand = 處理情形
field-answer-issue-text = 回答，或暫不處理的原因
error-not-a-voice = 請貼上本案留言或聽證發言的網址，一行一個
error-not-of-this-proposal = 引用的意見不在本案的討論中，請檢查網址
