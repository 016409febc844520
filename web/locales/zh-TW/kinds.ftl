# 分類的細項
kinds-choose = 選最接近的一項。「›」後面是更細的分類；沒有合適的，選前面的大分類就可以。
error-category-gone = 您選的細項已不再提供，請重新選擇分類
kinds-feed = 最新提議：{ $name }
kinds-feed-subscribe = 用閱讀器訂閱這一類的新提議（Atom）
