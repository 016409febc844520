# 分類的細項
kinds-choose = 選最接近的一項。清單裡的「大分類 › 細項」是更細的分類；細項都不合適，選大分類就可以。
error-category-gone = 您選的細項已不再提供，請重新選擇分類
kinds-feed = 最新提議：{ $name }
kinds-feed-subscribe = 用閱讀器訂閱這一類的新提議（Atom）
