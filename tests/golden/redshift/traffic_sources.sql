SELECT
  key AS key,
  match AS match,
  source AS source,
  category AS category
FROM (
  SELECT
    'alice.yandex.ru' AS key,
    'exact' AS match,
    'alice' AS source,
    'ai' AS category
  UNION ALL
  SELECT
    'character.ai',
    'domain',
    'character',
    'ai'
  UNION ALL
  SELECT
    'chatgpt',
    'exact',
    'chatgpt',
    'ai'
  UNION ALL
  SELECT
    'chatgpt.com',
    'domain',
    'chatgpt',
    'ai'
  UNION ALL
  SELECT
    'com.openai.chatgpt',
    'exact',
    'chatgpt',
    'ai'
  UNION ALL
  SELECT
    'openai',
    'exact',
    'chatgpt',
    'ai'
  UNION ALL
  SELECT
    'openai.com',
    'domain',
    'chatgpt',
    'ai'
  UNION ALL
  SELECT
    'claude',
    'exact',
    'claude',
    'ai'
  UNION ALL
  SELECT
    'claude.ai',
    'domain',
    'claude',
    'ai'
  UNION ALL
  SELECT
    'claude.com',
    'exact',
    'claude',
    'ai'
  UNION ALL
  SELECT
    'com.anthropic.claude',
    'exact',
    'claude',
    'ai'
  UNION ALL
  SELECT
    'com.microsoft.copilot',
    'exact',
    'copilot',
    'ai'
  UNION ALL
  SELECT
    'copilot',
    'exact',
    'copilot',
    'ai'
  UNION ALL
  SELECT
    'copilot.com',
    'exact',
    'copilot',
    'ai'
  UNION ALL
  SELECT
    'copilot.microsoft.com',
    'exact',
    'copilot',
    'ai'
  UNION ALL
  SELECT
    'edgeservices.bing.com',
    'exact',
    'copilot',
    'ai'
  UNION ALL
  SELECT
    'com.deepseek.chat',
    'exact',
    'deepseek',
    'ai'
  UNION ALL
  SELECT
    'deepseek',
    'exact',
    'deepseek',
    'ai'
  UNION ALL
  SELECT
    'deepseek.com',
    'domain',
    'deepseek',
    'ai'
  UNION ALL
  SELECT
    'doubao.com',
    'domain',
    'doubao',
    'ai'
  UNION ALL
  SELECT
    'duck.ai',
    'exact',
    'duck.ai',
    'ai'
  UNION ALL
  SELECT
    'yiyan.baidu.com',
    'exact',
    'ernie',
    'ai'
  UNION ALL
  SELECT
    'felo.ai',
    'domain',
    'felo',
    'ai'
  UNION ALL
  SELECT
    'bard.google.com',
    'exact',
    'gemini',
    'ai'
  UNION ALL
  SELECT
    'com.google.android.apps.bard',
    'exact',
    'gemini',
    'ai'
  UNION ALL
  SELECT
    'gemini',
    'exact',
    'gemini',
    'ai'
  UNION ALL
  SELECT
    'gemini.google.com',
    'exact',
    'gemini',
    'ai'
  UNION ALL
  SELECT
    'genspark.ai',
    'domain',
    'genspark',
    'ai'
  UNION ALL
  SELECT
    'giga.chat',
    'exact',
    'gigachat',
    'ai'
  UNION ALL
  SELECT
    'grok',
    'exact',
    'grok',
    'ai'
  UNION ALL
  SELECT
    'grok.com',
    'domain',
    'grok',
    'ai'
  UNION ALL
  SELECT
    'kimi.com',
    'domain',
    'kimi',
    'ai'
  UNION ALL
  SELECT
    'meta.ai',
    'domain',
    'meta',
    'ai'
  UNION ALL
  SELECT
    'chat.mistral.ai',
    'exact',
    'mistral',
    'ai'
  UNION ALL
  SELECT
    'mistral',
    'exact',
    'mistral',
    'ai'
  UNION ALL
  SELECT
    'notebooklm.google.com',
    'exact',
    'notebooklm',
    'ai'
  UNION ALL
  SELECT
    'ai.perplexity.app.android',
    'exact',
    'perplexity',
    'ai'
  UNION ALL
  SELECT
    'perplexity',
    'exact',
    'perplexity',
    'ai'
  UNION ALL
  SELECT
    'perplexity.ai',
    'domain',
    'perplexity',
    'ai'
  UNION ALL
  SELECT
    'phind.com',
    'domain',
    'phind',
    'ai'
  UNION ALL
  SELECT
    'pi.ai',
    'domain',
    'pi',
    'ai'
  UNION ALL
  SELECT
    'poe.com',
    'domain',
    'poe',
    'ai'
  UNION ALL
  SELECT
    'chat.qwen.ai',
    'exact',
    'qwen',
    'ai'
  UNION ALL
  SELECT
    'tongyi.com',
    'domain',
    'qwen',
    'ai'
  UNION ALL
  SELECT
    'wrtn.ai',
    'domain',
    'wrtn',
    'ai'
  UNION ALL
  SELECT
    'you.com',
    'domain',
    'you',
    'ai'
  UNION ALL
  SELECT
    'yuanbao.tencent.com',
    'exact',
    'yuanbao',
    'ai'
  UNION ALL
  SELECT
    'chat.z.ai',
    'exact',
    'zhipu',
    'ai'
  UNION ALL
  SELECT
    'chatglm.cn',
    'domain',
    'zhipu',
    'ai'
  UNION ALL
  SELECT
    'mail.aol.com',
    'domain',
    'aol',
    'email'
  UNION ALL
  SELECT
    'mail.daum.net',
    'domain',
    'daum',
    'email'
  UNION ALL
  SELECT
    'fastmail.com',
    'domain',
    'fastmail',
    'email'
  UNION ALL
  SELECT
    'com.google.android.gm',
    'exact',
    'gmail',
    'email'
  UNION ALL
  SELECT
    'mail.google.com',
    'exact',
    'gmail',
    'email'
  UNION ALL
  SELECT
    'deref-gmx.net',
    'exact',
    'gmx',
    'email'
  UNION ALL
  SELECT
    'navigator.gmx.net',
    'exact',
    'gmx',
    'email'
  UNION ALL
  SELECT
    'icloud.com',
    'exact',
    'icloud',
    'email'
  UNION ALL
  SELECT
    'webmail.laposte.net',
    'exact',
    'laposte',
    'email'
  UNION ALL
  SELECT
    'mail.libero.it',
    'exact',
    'libero',
    'email'
  UNION ALL
  SELECT
    'e.mail.ru',
    'exact',
    'mail.ru',
    'email'
  UNION ALL
  SELECT
    'ru.mail.mailapp',
    'exact',
    'mail.ru',
    'email'
  UNION ALL
  SELECT
    'mail.naver.com',
    'domain',
    'naver',
    'email'
  UNION ALL
  SELECT
    'mail.126.com',
    'domain',
    'netease',
    'email'
  UNION ALL
  SELECT
    'mail.163.com',
    'domain',
    'netease',
    'email'
  UNION ALL
  SELECT
    'poczta.onet.pl',
    'exact',
    'onet',
    'email'
  UNION ALL
  SELECT
    'messagerie.orange.fr',
    'exact',
    'orange',
    'email'
  UNION ALL
  SELECT
    'com.microsoft.office.outlook',
    'exact',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'mail.live.com',
    'domain',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'outlook.cloud.microsoft',
    'exact',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'outlook.live.com',
    'exact',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'outlook.office.com',
    'exact',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'outlook.office365.com',
    'exact',
    'outlook',
    'email'
  UNION ALL
  SELECT
    'mail.proton.me',
    'exact',
    'proton',
    'email'
  UNION ALL
  SELECT
    'mail.qq.com',
    'domain',
    'qq',
    'email'
  UNION ALL
  SELECT
    'mail.rambler.ru',
    'exact',
    'rambler',
    'email'
  UNION ALL
  SELECT
    'mail.rediff.com',
    'exact',
    'rediff',
    'email'
  UNION ALL
  SELECT
    'com.samsung.android.email.provider',
    'exact',
    'samsung',
    'email'
  UNION ALL
  SELECT
    'email.seznam.cz',
    'exact',
    'seznam',
    'email'
  UNION ALL
  SELECT
    'email.t-online.de',
    'exact',
    't-online',
    'email'
  UNION ALL
  SELECT
    'app.tuta.com',
    'exact',
    'tuta',
    'email'
  UNION ALL
  SELECT
    'email.uol.com.br',
    'exact',
    'uol',
    'email'
  UNION ALL
  SELECT
    'deref-web.de',
    'exact',
    'web.de',
    'email'
  UNION ALL
  SELECT
    'navigator.web.de',
    'exact',
    'web.de',
    'email'
  UNION ALL
  SELECT
    'poczta.wp.pl',
    'exact',
    'wp',
    'email'
  UNION ALL
  SELECT
    'com.yahoo.mobile.client.android.mail',
    'exact',
    'yahoo',
    'email'
  UNION ALL
  SELECT
    'mail.yahoo.*',
    'exact',
    'yahoo',
    'email'
  UNION ALL
  SELECT
    'mail.yahoo.com',
    'domain',
    'yahoo',
    'email'
  UNION ALL
  SELECT
    'mail.yandex.*',
    'exact',
    'yandex',
    'email'
  UNION ALL
  SELECT
    'mail.yandex.ru',
    'exact',
    'yandex',
    'email'
  UNION ALL
  SELECT
    'mail.zoho.com',
    'exact',
    'zoho',
    'email'
  UNION ALL
  SELECT
    'aws.amazon.com',
    'domain',
    'amazon',
    'other'
  UNION ALL
  SELECT
    'pan.baidu.com',
    'exact',
    'baidu',
    'other'
  UNION ALL
  SELECT
    'accounts.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'analytics.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'calendar.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'com.android.vending',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'docs.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'drive.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'groups.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'meet.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'play.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'search.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'sites.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'support.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'translate.goog',
    'domain',
    'google',
    'other'
  UNION ALL
  SELECT
    'translate.google.com',
    'exact',
    'google',
    'other'
  UNION ALL
  SELECT
    'disk.yandex.ru',
    'exact',
    'yandex',
    'other'
  UNION ALL
  SELECT
    'webmaster.yandex.ru',
    'exact',
    'yandex',
    'other'
  UNION ALL
  SELECT
    '360.cn',
    'exact',
    '360',
    'search'
  UNION ALL
  SELECT
    'so.com',
    'domain',
    '360',
    'search'
  UNION ALL
  SELECT
    'aol',
    'exact',
    'aol',
    'search'
  UNION ALL
  SELECT
    'aol.com',
    'exact',
    'aol',
    'search'
  UNION ALL
  SELECT
    'search.aol.*',
    'exact',
    'aol',
    'search'
  UNION ALL
  SELECT
    'search.aol.com',
    'domain',
    'aol',
    'search'
  UNION ALL
  SELECT
    'ask',
    'exact',
    'ask',
    'search'
  UNION ALL
  SELECT
    'ask.com',
    'domain',
    'ask',
    'search'
  UNION ALL
  SELECT
    'auone',
    'exact',
    'auone',
    'search'
  UNION ALL
  SELECT
    'search.auone.jp',
    'exact',
    'auone',
    'search'
  UNION ALL
  SELECT
    'search.avg.com',
    'exact',
    'avg',
    'search'
  UNION ALL
  SELECT
    'baidu',
    'exact',
    'baidu',
    'search'
  UNION ALL
  SELECT
    'baidu.com',
    'exact',
    'baidu',
    'search'
  UNION ALL
  SELECT
    'com.baidu.searchbox',
    'exact',
    'baidu',
    'search'
  UNION ALL
  SELECT
    'm.baidu.com',
    'exact',
    'baidu',
    'search'
  UNION ALL
  SELECT
    'bing',
    'exact',
    'bing',
    'search'
  UNION ALL
  SELECT
    'bing.com',
    'domain',
    'bing',
    'search'
  UNION ALL
  SELECT
    'com.microsoft.bing',
    'exact',
    'bing',
    'search'
  UNION ALL
  SELECT
    'search.brave.com',
    'exact',
    'brave',
    'search'
  UNION ALL
  SELECT
    'coccoc.com',
    'domain',
    'coccoc',
    'search'
  UNION ALL
  SELECT
    'search.xfinity.com',
    'exact',
    'comcast',
    'search'
  UNION ALL
  SELECT
    'daum',
    'exact',
    'daum',
    'search'
  UNION ALL
  SELECT
    'daum.net',
    'exact',
    'daum',
    'search'
  UNION ALL
  SELECT
    'net.daum.android.daum',
    'exact',
    'daum',
    'search'
  UNION ALL
  SELECT
    'search.daum.net',
    'domain',
    'daum',
    'search'
  UNION ALL
  SELECT
    'service.smt.docomo.ne.jp',
    'exact',
    'docomo',
    'search'
  UNION ALL
  SELECT
    'dogpile.com',
    'domain',
    'dogpile',
    'search'
  UNION ALL
  SELECT
    'com.duckduckgo.mobile.android',
    'exact',
    'duckduckgo',
    'search'
  UNION ALL
  SELECT
    'ddg',
    'exact',
    'duckduckgo',
    'search'
  UNION ALL
  SELECT
    'duckduckgo',
    'exact',
    'duckduckgo',
    'search'
  UNION ALL
  SELECT
    'duckduckgo.com',
    'domain',
    'duckduckgo',
    'search'
  UNION ALL
  SELECT
    'com.ecosia.android',
    'exact',
    'ecosia',
    'search'
  UNION ALL
  SELECT
    'ecosia',
    'exact',
    'ecosia',
    'search'
  UNION ALL
  SELECT
    'ecosia.org',
    'domain',
    'ecosia',
    'search'
  UNION ALL
  SELECT
    'eniro.se',
    'exact',
    'eniro',
    'search'
  UNION ALL
  SELECT
    'suche.gmx.net',
    'exact',
    'gmx',
    'search'
  UNION ALL
  SELECT
    'com.google.android.googlequicksearchbox',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'cse.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'google',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'google.*',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'images.google.*',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'images.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'lens.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'maps.google.*',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'maps.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'news.google.*',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'news.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'scholar.google.*',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'scholar.google.com',
    'exact',
    'google',
    'search'
  UNION ALL
  SELECT
    'syndicatedsearch.goog',
    'domain',
    'google',
    'search'
  UNION ALL
  SELECT
    'kagi',
    'exact',
    'kagi',
    'search'
  UNION ALL
  SELECT
    'kagi.com',
    'domain',
    'kagi',
    'search'
  UNION ALL
  SELECT
    'kvasir.no',
    'exact',
    'kvasir',
    'search'
  UNION ALL
  SELECT
    'lilo.org',
    'domain',
    'lilo',
    'search'
  UNION ALL
  SELECT
    'go.mail.ru',
    'exact',
    'mail.ru',
    'search'
  UNION ALL
  SELECT
    'metager.de',
    'domain',
    'metager',
    'search'
  UNION ALL
  SELECT
    'metager.org',
    'domain',
    'metager',
    'search'
  UNION ALL
  SELECT
    'mojeek',
    'exact',
    'mojeek',
    'search'
  UNION ALL
  SELECT
    'mojeek.com',
    'domain',
    'mojeek',
    'search'
  UNION ALL
  SELECT
    'msn',
    'exact',
    'msn',
    'search'
  UNION ALL
  SELECT
    'msn.com',
    'domain',
    'msn',
    'search'
  UNION ALL
  SELECT
    'najdi.si',
    'exact',
    'najdi',
    'search'
  UNION ALL
  SELECT
    'nate',
    'exact',
    'nate',
    'search'
  UNION ALL
  SELECT
    'search.nate.com',
    'domain',
    'nate',
    'search'
  UNION ALL
  SELECT
    'com.nhn.android.search',
    'exact',
    'naver',
    'search'
  UNION ALL
  SELECT
    'naver',
    'exact',
    'naver',
    'search'
  UNION ALL
  SELECT
    'naver.com',
    'exact',
    'naver',
    'search'
  UNION ALL
  SELECT
    'search.naver.com',
    'domain',
    'naver',
    'search'
  UNION ALL
  SELECT
    'onet.pl',
    'exact',
    'onet',
    'search'
  UNION ALL
  SELECT
    'com.huawei.hwsearch',
    'exact',
    'petal',
    'search'
  UNION ALL
  SELECT
    'petalsearch.com',
    'domain',
    'petal',
    'search'
  UNION ALL
  SELECT
    'presearch.com',
    'domain',
    'presearch',
    'search'
  UNION ALL
  SELECT
    'qwant',
    'exact',
    'qwant',
    'search'
  UNION ALL
  SELECT
    'qwant.com',
    'domain',
    'qwant',
    'search'
  UNION ALL
  SELECT
    'websearch.rakuten.co.jp',
    'exact',
    'rakuten',
    'search'
  UNION ALL
  SELECT
    'rambler.ru',
    'exact',
    'rambler',
    'search'
  UNION ALL
  SELECT
    'search.seznam.cz',
    'domain',
    'seznam',
    'search'
  UNION ALL
  SELECT
    'seznam',
    'exact',
    'seznam',
    'search'
  UNION ALL
  SELECT
    'seznam.cz',
    'exact',
    'seznam',
    'search'
  UNION ALL
  SELECT
    'sm.cn',
    'domain',
    'shenma',
    'search'
  UNION ALL
  SELECT
    'sogou',
    'exact',
    'sogou',
    'search'
  UNION ALL
  SELECT
    'sogou.com',
    'domain',
    'sogou',
    'search'
  UNION ALL
  SELECT
    'startpage',
    'exact',
    'startpage',
    'search'
  UNION ALL
  SELECT
    'startpage.com',
    'domain',
    'startpage',
    'search'
  UNION ALL
  SELECT
    'startsiden.no',
    'exact',
    'startsiden',
    'search'
  UNION ALL
  SELECT
    'swisscows.com',
    'domain',
    'swisscows',
    'search'
  UNION ALL
  SELECT
    'suche.t-online.de',
    'exact',
    't-online',
    'search'
  UNION ALL
  SELECT
    'terra.com.br',
    'exact',
    'terra',
    'search'
  UNION ALL
  SELECT
    'so.toutiao.com',
    'exact',
    'toutiao',
    'search'
  UNION ALL
  SELECT
    'ukr.net',
    'exact',
    'ukr',
    'search'
  UNION ALL
  SELECT
    'busca.uol.com.br',
    'exact',
    'uol',
    'search'
  UNION ALL
  SELECT
    'virgilio.it',
    'exact',
    'virgilio',
    'search'
  UNION ALL
  SELECT
    'suche.web.de',
    'exact',
    'web.de',
    'search'
  UNION ALL
  SELECT
    'wp.pl',
    'exact',
    'wp',
    'search'
  UNION ALL
  SELECT
    'search.yahoo.*',
    'exact',
    'yahoo',
    'search'
  UNION ALL
  SELECT
    'search.yahoo.com',
    'domain',
    'yahoo',
    'search'
  UNION ALL
  SELECT
    'yahoo',
    'exact',
    'yahoo',
    'search'
  UNION ALL
  SELECT
    'yahoo.*',
    'exact',
    'yahoo',
    'search'
  UNION ALL
  SELECT
    'yahoo.com',
    'exact',
    'yahoo',
    'search'
  UNION ALL
  SELECT
    'ru.yandex.searchplugin',
    'exact',
    'yandex',
    'search'
  UNION ALL
  SELECT
    'ya.ru',
    'exact',
    'yandex',
    'search'
  UNION ALL
  SELECT
    'yandex',
    'exact',
    'yandex',
    'search'
  UNION ALL
  SELECT
    'yandex.*',
    'exact',
    'yandex',
    'search'
  UNION ALL
  SELECT
    'yandex.com',
    'exact',
    'yandex',
    'search'
  UNION ALL
  SELECT
    'search.zum.com',
    'exact',
    'zum',
    'search'
  UNION ALL
  SELECT
    '1688.com',
    'domain',
    'alibaba',
    'shopping'
  UNION ALL
  SELECT
    'alibaba',
    'exact',
    'alibaba',
    'shopping'
  UNION ALL
  SELECT
    'alibaba.com',
    'domain',
    'alibaba',
    'shopping'
  UNION ALL
  SELECT
    'aliexpress',
    'exact',
    'aliexpress',
    'shopping'
  UNION ALL
  SELECT
    'aliexpress.*',
    'exact',
    'aliexpress',
    'shopping'
  UNION ALL
  SELECT
    'aliexpress.com',
    'domain',
    'aliexpress',
    'shopping'
  UNION ALL
  SELECT
    'allegro.pl',
    'domain',
    'allegro',
    'shopping'
  UNION ALL
  SELECT
    'amazon',
    'exact',
    'amazon',
    'shopping'
  UNION ALL
  SELECT
    'amazon.*',
    'exact',
    'amazon',
    'shopping'
  UNION ALL
  SELECT
    'amazon.com',
    'domain',
    'amazon',
    'shopping'
  UNION ALL
  SELECT
    'amzn.to',
    'exact',
    'amazon',
    'shopping'
  UNION ALL
  SELECT
    'com.amazon.mshop.android.shopping',
    'exact',
    'amazon',
    'shopping'
  UNION ALL
  SELECT
    'avito.ru',
    'domain',
    'avito',
    'shopping'
  UNION ALL
  SELECT
    'bestbuy.com',
    'domain',
    'bestbuy',
    'shopping'
  UNION ALL
  SELECT
    'bol.com',
    'domain',
    'bol',
    'shopping'
  UNION ALL
  SELECT
    'ceneo.pl',
    'domain',
    'ceneo',
    'shopping'
  UNION ALL
  SELECT
    'coupang.com',
    'domain',
    'coupang',
    'shopping'
  UNION ALL
  SELECT
    'daraz.*',
    'exact',
    'daraz',
    'shopping'
  UNION ALL
  SELECT
    'digikala.com',
    'domain',
    'digikala',
    'shopping'
  UNION ALL
  SELECT
    'com.ebay.mobile',
    'exact',
    'ebay',
    'shopping'
  UNION ALL
  SELECT
    'ebay',
    'exact',
    'ebay',
    'shopping'
  UNION ALL
  SELECT
    'ebay.*',
    'exact',
    'ebay',
    'shopping'
  UNION ALL
  SELECT
    'ebay.com',
    'domain',
    'ebay',
    'shopping'
  UNION ALL
  SELECT
    'emag.*',
    'exact',
    'emag',
    'shopping'
  UNION ALL
  SELECT
    'com.etsy.android',
    'exact',
    'etsy',
    'shopping'
  UNION ALL
  SELECT
    'etsy',
    'exact',
    'etsy',
    'shopping'
  UNION ALL
  SELECT
    'etsy.com',
    'domain',
    'etsy',
    'shopping'
  UNION ALL
  SELECT
    'flipkart.com',
    'domain',
    'flipkart',
    'shopping'
  UNION ALL
  SELECT
    'geizhals.*',
    'exact',
    'geizhals',
    'shopping'
  UNION ALL
  SELECT
    'shopping.google.com',
    'exact',
    'google',
    'shopping'
  UNION ALL
  SELECT
    'gumtree.*',
    'exact',
    'gumtree',
    'shopping'
  UNION ALL
  SELECT
    'gumtree.com',
    'domain',
    'gumtree',
    'shopping'
  UNION ALL
  SELECT
    'hepsiburada.com',
    'domain',
    'hepsiburada',
    'shopping'
  UNION ALL
  SELECT
    'heureka.*',
    'exact',
    'heureka',
    'shopping'
  UNION ALL
  SELECT
    'idealo.*',
    'exact',
    'idealo',
    'shopping'
  UNION ALL
  SELECT
    'jd.com',
    'domain',
    'jd',
    'shopping'
  UNION ALL
  SELECT
    'jumia.*',
    'exact',
    'jumia',
    'shopping'
  UNION ALL
  SELECT
    'jumia.com',
    'exact',
    'jumia',
    'shopping'
  UNION ALL
  SELECT
    'kakaku.com',
    'domain',
    'kakaku',
    'shopping'
  UNION ALL
  SELECT
    'kelkoo.*',
    'exact',
    'kelkoo',
    'shopping'
  UNION ALL
  SELECT
    'kelkoo.com',
    'domain',
    'kelkoo',
    'shopping'
  UNION ALL
  SELECT
    'kleinanzeigen.de',
    'domain',
    'kleinanzeigen',
    'shopping'
  UNION ALL
  SELECT
    'lazada',
    'exact',
    'lazada',
    'shopping'
  UNION ALL
  SELECT
    'lazada.*',
    'exact',
    'lazada',
    'shopping'
  UNION ALL
  SELECT
    'lazada.com',
    'domain',
    'lazada',
    'shopping'
  UNION ALL
  SELECT
    'leboncoin.fr',
    'domain',
    'leboncoin',
    'shopping'
  UNION ALL
  SELECT
    'magazineluiza.com.br',
    'domain',
    'magalu',
    'shopping'
  UNION ALL
  SELECT
    'marktplaats.nl',
    'domain',
    'marktplaats',
    'shopping'
  UNION ALL
  SELECT
    'mercadolibre.*',
    'exact',
    'mercadolibre',
    'shopping'
  UNION ALL
  SELECT
    'mercadolibre.com',
    'domain',
    'mercadolibre',
    'shopping'
  UNION ALL
  SELECT
    'mercadolivre.com.br',
    'domain',
    'mercadolibre',
    'shopping'
  UNION ALL
  SELECT
    'mercari.com',
    'domain',
    'mercari',
    'shopping'
  UNION ALL
  SELECT
    'shopping.naver.com',
    'domain',
    'naver',
    'shopping'
  UNION ALL
  SELECT
    'smartstore.naver.com',
    'exact',
    'naver',
    'shopping'
  UNION ALL
  SELECT
    'noon.com',
    'domain',
    'noon',
    'shopping'
  UNION ALL
  SELECT
    'olx.*',
    'exact',
    'olx',
    'shopping'
  UNION ALL
  SELECT
    'otto.de',
    'domain',
    'otto',
    'shopping'
  UNION ALL
  SELECT
    'ozon.ru',
    'domain',
    'ozon',
    'shopping'
  UNION ALL
  SELECT
    'pinduoduo.com',
    'domain',
    'pinduoduo',
    'shopping'
  UNION ALL
  SELECT
    'pricerunner.*',
    'exact',
    'pricerunner',
    'shopping'
  UNION ALL
  SELECT
    'pricerunner.com',
    'domain',
    'pricerunner',
    'shopping'
  UNION ALL
  SELECT
    'rakuten.co.jp',
    'domain',
    'rakuten',
    'shopping'
  UNION ALL
  SELECT
    'rozetka.com.ua',
    'domain',
    'rozetka',
    'shopping'
  UNION ALL
  SELECT
    'shein',
    'exact',
    'shein',
    'shopping'
  UNION ALL
  SELECT
    'shein.com',
    'domain',
    'shein',
    'shopping'
  UNION ALL
  SELECT
    'shop.app',
    'exact',
    'shop',
    'shopping'
  UNION ALL
  SELECT
    'shopee',
    'exact',
    'shopee',
    'shopping'
  UNION ALL
  SELECT
    'shopee.*',
    'exact',
    'shopee',
    'shopping'
  UNION ALL
  SELECT
    'shopee.com',
    'exact',
    'shopee',
    'shopping'
  UNION ALL
  SELECT
    'skroutz.*',
    'exact',
    'skroutz',
    'shopping'
  UNION ALL
  SELECT
    'takealot.com',
    'domain',
    'takealot',
    'shopping'
  UNION ALL
  SELECT
    'taobao.com',
    'domain',
    'taobao',
    'shopping'
  UNION ALL
  SELECT
    'target.com',
    'domain',
    'target',
    'shopping'
  UNION ALL
  SELECT
    'com.einnovation.temu',
    'exact',
    'temu',
    'shopping'
  UNION ALL
  SELECT
    'temu',
    'exact',
    'temu',
    'shopping'
  UNION ALL
  SELECT
    'temu.com',
    'domain',
    'temu',
    'shopping'
  UNION ALL
  SELECT
    'tiki.vn',
    'domain',
    'tiki',
    'shopping'
  UNION ALL
  SELECT
    'tmall.com',
    'domain',
    'tmall',
    'shopping'
  UNION ALL
  SELECT
    'tokopedia.com',
    'domain',
    'tokopedia',
    'shopping'
  UNION ALL
  SELECT
    'trademe.co.nz',
    'domain',
    'trademe',
    'shopping'
  UNION ALL
  SELECT
    'trendyol.com',
    'domain',
    'trendyol',
    'shopping'
  UNION ALL
  SELECT
    'vinted.*',
    'exact',
    'vinted',
    'shopping'
  UNION ALL
  SELECT
    'vinted.com',
    'domain',
    'vinted',
    'shopping'
  UNION ALL
  SELECT
    'walmart',
    'exact',
    'walmart',
    'shopping'
  UNION ALL
  SELECT
    'walmart.*',
    'exact',
    'walmart',
    'shopping'
  UNION ALL
  SELECT
    'walmart.com',
    'domain',
    'walmart',
    'shopping'
  UNION ALL
  SELECT
    'wildberries.ru',
    'domain',
    'wildberries',
    'shopping'
  UNION ALL
  SELECT
    'market.yandex.ru',
    'exact',
    'yandex',
    'shopping'
  UNION ALL
  SELECT
    'zalando.*',
    'exact',
    'zalando',
    'shopping'
  UNION ALL
  SELECT
    'zalando.com',
    'domain',
    'zalando',
    'shopping'
  UNION ALL
  SELECT
    '5ch.net',
    'domain',
    '5ch',
    'social'
  UNION ALL
  SELECT
    'band.us',
    'domain',
    'band',
    'social'
  UNION ALL
  SELECT
    'blogger.com',
    'domain',
    'blogger',
    'social'
  UNION ALL
  SELECT
    'blogspot.com',
    'domain',
    'blogger',
    'social'
  UNION ALL
  SELECT
    'bluesky',
    'exact',
    'bluesky',
    'social'
  UNION ALL
  SELECT
    'bsky',
    'exact',
    'bluesky',
    'social'
  UNION ALL
  SELECT
    'bsky.app',
    'domain',
    'bluesky',
    'social'
  UNION ALL
  SELECT
    'xyz.blueskyweb.app',
    'exact',
    'bluesky',
    'social'
  UNION ALL
  SELECT
    'buff.ly',
    'exact',
    'buffer',
    'social'
  UNION ALL
  SELECT
    'buffer',
    'exact',
    'buffer',
    'social'
  UNION ALL
  SELECT
    'dcinside.com',
    'domain',
    'dcinside',
    'social'
  UNION ALL
  SELECT
    'deviantart.com',
    'domain',
    'deviantart',
    'social'
  UNION ALL
  SELECT
    'digg.com',
    'domain',
    'digg',
    'social'
  UNION ALL
  SELECT
    'com.discord',
    'exact',
    'discord',
    'social'
  UNION ALL
  SELECT
    'discord',
    'exact',
    'discord',
    'social'
  UNION ALL
  SELECT
    'discord.com',
    'domain',
    'discord',
    'social'
  UNION ALL
  SELECT
    'discord.gg',
    'exact',
    'discord',
    'social'
  UNION ALL
  SELECT
    'disqus.com',
    'domain',
    'disqus',
    'social'
  UNION ALL
  SELECT
    'douban.com',
    'domain',
    'douban',
    'social'
  UNION ALL
  SELECT
    'com.ss.android.ugc.aweme',
    'exact',
    'douyin',
    'social'
  UNION ALL
  SELECT
    'douyin',
    'exact',
    'douyin',
    'social'
  UNION ALL
  SELECT
    'douyin.com',
    'domain',
    'douyin',
    'social'
  UNION ALL
  SELECT
    'dzen.ru',
    'domain',
    'dzen',
    'social'
  UNION ALL
  SELECT
    'eksisozluk.com',
    'exact',
    'eksisozluk',
    'social'
  UNION ALL
  SELECT
    'com.facebook.katana',
    'exact',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'com.facebook.lite',
    'exact',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'facebook',
    'exact',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'facebook.com',
    'domain',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'fb',
    'exact',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'fb.com',
    'domain',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'meta',
    'exact',
    'facebook',
    'social'
  UNION ALL
  SELECT
    'flic.kr',
    'exact',
    'flickr',
    'social'
  UNION ALL
  SELECT
    'flickr.com',
    'domain',
    'flickr',
    'social'
  UNION ALL
  SELECT
    'flip.it',
    'exact',
    'flipboard',
    'social'
  UNION ALL
  SELECT
    'flipboard.com',
    'domain',
    'flipboard',
    'social'
  UNION ALL
  SELECT
    'goodreads.com',
    'domain',
    'goodreads',
    'social'
  UNION ALL
  SELECT
    'news.ycombinator.com',
    'exact',
    'hackernews',
    'social'
  UNION ALL
  SELECT
    'hatena.ne.jp',
    'domain',
    'hatena',
    'social'
  UNION ALL
  SELECT
    'hootsuite',
    'exact',
    'hootsuite',
    'social'
  UNION ALL
  SELECT
    'ow.ly',
    'exact',
    'hootsuite',
    'social'
  UNION ALL
  SELECT
    'com.instagram.android',
    'exact',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'ig',
    'exact',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'insta',
    'exact',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'instagr.am',
    'exact',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'instagram',
    'exact',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'instagram.com',
    'domain',
    'instagram',
    'social'
  UNION ALL
  SELECT
    'com.kakao.talk',
    'exact',
    'kakao',
    'social'
  UNION ALL
  SELECT
    'kakao',
    'exact',
    'kakao',
    'social'
  UNION ALL
  SELECT
    'pf.kakao.com',
    'exact',
    'kakao',
    'social'
  UNION ALL
  SELECT
    'jp.naver.line.android',
    'exact',
    'line',
    'social'
  UNION ALL
  SELECT
    'line',
    'exact',
    'line',
    'social'
  UNION ALL
  SELECT
    'line.me',
    'domain',
    'line',
    'social'
  UNION ALL
  SELECT
    'com.linkedin.android',
    'exact',
    'linkedin',
    'social'
  UNION ALL
  SELECT
    'li',
    'exact',
    'linkedin',
    'social'
  UNION ALL
  SELECT
    'linkedin',
    'exact',
    'linkedin',
    'social'
  UNION ALL
  SELECT
    'linkedin.com',
    'domain',
    'linkedin',
    'social'
  UNION ALL
  SELECT
    'lnkd.in',
    'exact',
    'linkedin',
    'social'
  UNION ALL
  SELECT
    'linktr.ee',
    'exact',
    'linktree',
    'social'
  UNION ALL
  SELECT
    'livejournal.com',
    'domain',
    'livejournal',
    'social'
  UNION ALL
  SELECT
    'mastodon',
    'exact',
    'mastodon',
    'social'
  UNION ALL
  SELECT
    'mastodon.social',
    'exact',
    'mastodon',
    'social'
  UNION ALL
  SELECT
    'org.joinmastodon.android',
    'exact',
    'mastodon',
    'social'
  UNION ALL
  SELECT
    'medium.com',
    'domain',
    'medium',
    'social'
  UNION ALL
  SELECT
    'com.facebook.orca',
    'exact',
    'messenger',
    'social'
  UNION ALL
  SELECT
    'messenger',
    'exact',
    'messenger',
    'social'
  UNION ALL
  SELECT
    'messenger.com',
    'domain',
    'messenger',
    'social'
  UNION ALL
  SELECT
    'mixi.jp',
    'domain',
    'mixi',
    'social'
  UNION ALL
  SELECT
    'my.mail.ru',
    'exact',
    'my.mail.ru',
    'social'
  UNION ALL
  SELECT
    'nairaland.com',
    'domain',
    'nairaland',
    'social'
  UNION ALL
  SELECT
    'blog.naver.com',
    'exact',
    'naver',
    'social'
  UNION ALL
  SELECT
    'cafe.naver.com',
    'exact',
    'naver',
    'social'
  UNION ALL
  SELECT
    'nextdoor.*',
    'exact',
    'nextdoor',
    'social'
  UNION ALL
  SELECT
    'nextdoor.com',
    'domain',
    'nextdoor',
    'social'
  UNION ALL
  SELECT
    'ok.ru',
    'domain',
    'ok',
    'social'
  UNION ALL
  SELECT
    'ru.ok.android',
    'exact',
    'ok',
    'social'
  UNION ALL
  SELECT
    'com.pinterest',
    'exact',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'pin',
    'exact',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'pin.it',
    'exact',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'pinterest',
    'exact',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'pinterest.*',
    'exact',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'pinterest.com',
    'domain',
    'pinterest',
    'social'
  UNION ALL
  SELECT
    'producthunt.com',
    'domain',
    'producthunt',
    'social'
  UNION ALL
  SELECT
    'ptt.cc',
    'exact',
    'ptt',
    'social'
  UNION ALL
  SELECT
    'com.tencent.mobileqq',
    'exact',
    'qq',
    'social'
  UNION ALL
  SELECT
    'qzone.qq.com',
    'domain',
    'qq',
    'social'
  UNION ALL
  SELECT
    'quora',
    'exact',
    'quora',
    'social'
  UNION ALL
  SELECT
    'quora.com',
    'domain',
    'quora',
    'social'
  UNION ALL
  SELECT
    'com.reddit.frontpage',
    'exact',
    'reddit',
    'social'
  UNION ALL
  SELECT
    'redd.it',
    'exact',
    'reddit',
    'social'
  UNION ALL
  SELECT
    'reddit',
    'exact',
    'reddit',
    'social'
  UNION ALL
  SELECT
    'reddit.com',
    'domain',
    'reddit',
    'social'
  UNION ALL
  SELECT
    'com.snapchat.android',
    'exact',
    'snapchat',
    'social'
  UNION ALL
  SELECT
    'snap',
    'exact',
    'snapchat',
    'social'
  UNION ALL
  SELECT
    'snapchat',
    'exact',
    'snapchat',
    'social'
  UNION ALL
  SELECT
    'snapchat.com',
    'domain',
    'snapchat',
    'social'
  UNION ALL
  SELECT
    'stackexchange.com',
    'domain',
    'stackexchange',
    'social'
  UNION ALL
  SELECT
    'stackoverflow.com',
    'domain',
    'stackexchange',
    'social'
  UNION ALL
  SELECT
    'org.telegram.messenger',
    'exact',
    'telegram',
    'social'
  UNION ALL
  SELECT
    't.me',
    'exact',
    'telegram',
    'social'
  UNION ALL
  SELECT
    'telegram',
    'exact',
    'telegram',
    'social'
  UNION ALL
  SELECT
    'telegram.org',
    'domain',
    'telegram',
    'social'
  UNION ALL
  SELECT
    'tg',
    'exact',
    'telegram',
    'social'
  UNION ALL
  SELECT
    'com.instagram.barcelona',
    'exact',
    'threads',
    'social'
  UNION ALL
  SELECT
    'threads',
    'exact',
    'threads',
    'social'
  UNION ALL
  SELECT
    'threads.com',
    'domain',
    'threads',
    'social'
  UNION ALL
  SELECT
    'threads.net',
    'domain',
    'threads',
    'social'
  UNION ALL
  SELECT
    'tieba.baidu.com',
    'exact',
    'tieba',
    'social'
  UNION ALL
  SELECT
    'com.ss.android.ugc.trill',
    'exact',
    'tiktok',
    'social'
  UNION ALL
  SELECT
    'com.zhiliaoapp.musically',
    'exact',
    'tiktok',
    'social'
  UNION ALL
  SELECT
    'tiktok',
    'exact',
    'tiktok',
    'social'
  UNION ALL
  SELECT
    'tiktok.com',
    'domain',
    'tiktok',
    'social'
  UNION ALL
  SELECT
    'tt',
    'exact',
    'tiktok',
    'social'
  UNION ALL
  SELECT
    'tripadvisor',
    'exact',
    'tripadvisor',
    'social'
  UNION ALL
  SELECT
    'tripadvisor.*',
    'exact',
    'tripadvisor',
    'social'
  UNION ALL
  SELECT
    'tripadvisor.com',
    'domain',
    'tripadvisor',
    'social'
  UNION ALL
  SELECT
    'truthsocial.com',
    'domain',
    'truthsocial',
    'social'
  UNION ALL
  SELECT
    'tumblr',
    'exact',
    'tumblr',
    'social'
  UNION ALL
  SELECT
    'tumblr.com',
    'domain',
    'tumblr',
    'social'
  UNION ALL
  SELECT
    'com.twitter.android',
    'exact',
    'twitter',
    'social'
  UNION ALL
  SELECT
    't.co',
    'exact',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'tw',
    'exact',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'twitter',
    'exact',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'twitter.com',
    'domain',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'x',
    'exact',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'x.com',
    'domain',
    'twitter',
    'social'
  UNION ALL
  SELECT
    'com.viber.voip',
    'exact',
    'viber',
    'social'
  UNION ALL
  SELECT
    'viber.com',
    'domain',
    'viber',
    'social'
  UNION ALL
  SELECT
    'com.vkontakte.android',
    'exact',
    'vk',
    'social'
  UNION ALL
  SELECT
    'vk',
    'exact',
    'vk',
    'social'
  UNION ALL
  SELECT
    'vk.com',
    'domain',
    'vk',
    'social'
  UNION ALL
  SELECT
    'com.tencent.mm',
    'exact',
    'wechat',
    'social'
  UNION ALL
  SELECT
    'wechat',
    'exact',
    'wechat',
    'social'
  UNION ALL
  SELECT
    'weixin.qq.com',
    'domain',
    'wechat',
    'social'
  UNION ALL
  SELECT
    'com.sina.weibo',
    'exact',
    'weibo',
    'social'
  UNION ALL
  SELECT
    't.cn',
    'exact',
    'weibo',
    'social'
  UNION ALL
  SELECT
    'weibo',
    'exact',
    'weibo',
    'social'
  UNION ALL
  SELECT
    'weibo.com',
    'domain',
    'weibo',
    'social'
  UNION ALL
  SELECT
    'com.whatsapp',
    'exact',
    'whatsapp',
    'social'
  UNION ALL
  SELECT
    'wa.me',
    'exact',
    'whatsapp',
    'social'
  UNION ALL
  SELECT
    'whatsapp',
    'exact',
    'whatsapp',
    'social'
  UNION ALL
  SELECT
    'whatsapp.com',
    'domain',
    'whatsapp',
    'social'
  UNION ALL
  SELECT
    'wordpress.com',
    'domain',
    'wordpress',
    'social'
  UNION ALL
  SELECT
    'wykop.pl',
    'domain',
    'wykop',
    'social'
  UNION ALL
  SELECT
    'com.xingin.xhs',
    'exact',
    'xiaohongshu',
    'social'
  UNION ALL
  SELECT
    'rednote',
    'exact',
    'xiaohongshu',
    'social'
  UNION ALL
  SELECT
    'xiaohongshu',
    'exact',
    'xiaohongshu',
    'social'
  UNION ALL
  SELECT
    'xiaohongshu.com',
    'domain',
    'xiaohongshu',
    'social'
  UNION ALL
  SELECT
    'xing.com',
    'domain',
    'xing',
    'social'
  UNION ALL
  SELECT
    'yelp',
    'exact',
    'yelp',
    'social'
  UNION ALL
  SELECT
    'yelp.com',
    'domain',
    'yelp',
    'social'
  UNION ALL
  SELECT
    'com.zing.zalo',
    'exact',
    'zalo',
    'social'
  UNION ALL
  SELECT
    'zalo.me',
    'domain',
    'zalo',
    'social'
  UNION ALL
  SELECT
    'com.zhihu.android',
    'exact',
    'zhihu',
    'social'
  UNION ALL
  SELECT
    'zhihu',
    'exact',
    'zhihu',
    'social'
  UNION ALL
  SELECT
    'zhihu.com',
    'domain',
    'zhihu',
    'social'
  UNION ALL
  SELECT
    'sooplive.co.kr',
    'domain',
    'afreecatv',
    'video'
  UNION ALL
  SELECT
    'aparat.com',
    'domain',
    'aparat',
    'video'
  UNION ALL
  SELECT
    'b23.tv',
    'exact',
    'bilibili',
    'video'
  UNION ALL
  SELECT
    'bilibili',
    'exact',
    'bilibili',
    'video'
  UNION ALL
  SELECT
    'bilibili.com',
    'domain',
    'bilibili',
    'video'
  UNION ALL
  SELECT
    'tv.danmaku.bili',
    'exact',
    'bilibili',
    'video'
  UNION ALL
  SELECT
    'dailymotion',
    'exact',
    'dailymotion',
    'video'
  UNION ALL
  SELECT
    'dailymotion.com',
    'domain',
    'dailymotion',
    'video'
  UNION ALL
  SELECT
    'disneyplus.com',
    'domain',
    'disneyplus',
    'video'
  UNION ALL
  SELECT
    'hotstar.com',
    'domain',
    'hotstar',
    'video'
  UNION ALL
  SELECT
    'hulu',
    'exact',
    'hulu',
    'video'
  UNION ALL
  SELECT
    'hulu.com',
    'domain',
    'hulu',
    'video'
  UNION ALL
  SELECT
    'iqiyi.com',
    'domain',
    'iqiyi',
    'video'
  UNION ALL
  SELECT
    'kick.com',
    'domain',
    'kick',
    'video'
  UNION ALL
  SELECT
    'com.smile.gifmaker',
    'exact',
    'kuaishou',
    'video'
  UNION ALL
  SELECT
    'kuaishou.com',
    'domain',
    'kuaishou',
    'video'
  UNION ALL
  SELECT
    'chzzk.naver.com',
    'exact',
    'naver',
    'video'
  UNION ALL
  SELECT
    'tv.naver.com',
    'exact',
    'naver',
    'video'
  UNION ALL
  SELECT
    'netflix',
    'exact',
    'netflix',
    'video'
  UNION ALL
  SELECT
    'netflix.com',
    'domain',
    'netflix',
    'video'
  UNION ALL
  SELECT
    'nicovideo.jp',
    'domain',
    'niconico',
    'video'
  UNION ALL
  SELECT
    'rumble.com',
    'domain',
    'rumble',
    'video'
  UNION ALL
  SELECT
    'rutube.ru',
    'domain',
    'rutube',
    'video'
  UNION ALL
  SELECT
    'ted.com',
    'domain',
    'ted',
    'video'
  UNION ALL
  SELECT
    'v.qq.com',
    'domain',
    'tencent',
    'video'
  UNION ALL
  SELECT
    'tv.twitch.android.app',
    'exact',
    'twitch',
    'video'
  UNION ALL
  SELECT
    'twitch',
    'exact',
    'twitch',
    'video'
  UNION ALL
  SELECT
    'twitch.tv',
    'domain',
    'twitch',
    'video'
  UNION ALL
  SELECT
    'vimeo',
    'exact',
    'vimeo',
    'video'
  UNION ALL
  SELECT
    'vimeo.com',
    'domain',
    'vimeo',
    'video'
  UNION ALL
  SELECT
    'vkvideo.ru',
    'domain',
    'vk',
    'video'
  UNION ALL
  SELECT
    'wistia.com',
    'domain',
    'wistia',
    'video'
  UNION ALL
  SELECT
    'youku.com',
    'domain',
    'youku',
    'video'
  UNION ALL
  SELECT
    'com.google.android.youtube',
    'exact',
    'youtube',
    'video'
  UNION ALL
  SELECT
    'youtu.be',
    'exact',
    'youtube',
    'video'
  UNION ALL
  SELECT
    'youtube',
    'exact',
    'youtube',
    'video'
  UNION ALL
  SELECT
    'youtube.com',
    'domain',
    'youtube',
    'video'
  UNION ALL
  SELECT
    'yt',
    'exact',
    'youtube',
    'video'
) AS listed
