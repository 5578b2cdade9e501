-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 8d88a1d437fa5752
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into traffic_sources.
SELECT
    key AS key,
    match AS match,
    source AS source,
    category AS category
FROM UNNEST([
    STRUCT('alice.yandex.ru' AS key, 'exact' AS match, 'alice' AS source, 'ai' AS category),
    STRUCT('character.ai' AS key, 'domain' AS match, 'character' AS source, 'ai' AS category),
    STRUCT('chatgpt' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
    STRUCT('chatgpt.com' AS key, 'domain' AS match, 'chatgpt' AS source, 'ai' AS category),
    STRUCT('com.openai.chatgpt' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
    STRUCT('openai' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
    STRUCT('openai.com' AS key, 'domain' AS match, 'chatgpt' AS source, 'ai' AS category),
    STRUCT('claude' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
    STRUCT('claude.ai' AS key, 'domain' AS match, 'claude' AS source, 'ai' AS category),
    STRUCT('claude.com' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
    STRUCT('com.anthropic.claude' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
    STRUCT(
        'com.microsoft.copilot' AS key,
        'exact' AS match,
        'copilot' AS source,
        'ai' AS category
    ),
    STRUCT('copilot' AS key, 'exact' AS match, 'copilot' AS source, 'ai' AS category),
    STRUCT('copilot.com' AS key, 'exact' AS match, 'copilot' AS source, 'ai' AS category),
    STRUCT(
        'copilot.microsoft.com' AS key,
        'exact' AS match,
        'copilot' AS source,
        'ai' AS category
    ),
    STRUCT(
        'edgeservices.bing.com' AS key,
        'exact' AS match,
        'copilot' AS source,
        'ai' AS category
    ),
    STRUCT('com.deepseek.chat' AS key, 'exact' AS match, 'deepseek' AS source, 'ai' AS category),
    STRUCT('deepseek' AS key, 'exact' AS match, 'deepseek' AS source, 'ai' AS category),
    STRUCT('deepseek.com' AS key, 'domain' AS match, 'deepseek' AS source, 'ai' AS category),
    STRUCT('doubao.com' AS key, 'domain' AS match, 'doubao' AS source, 'ai' AS category),
    STRUCT('duck.ai' AS key, 'exact' AS match, 'duck.ai' AS source, 'ai' AS category),
    STRUCT('yiyan.baidu.com' AS key, 'exact' AS match, 'ernie' AS source, 'ai' AS category),
    STRUCT('felo.ai' AS key, 'domain' AS match, 'felo' AS source, 'ai' AS category),
    STRUCT('bard.google.com' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
    STRUCT(
        'com.google.android.apps.bard' AS key,
        'exact' AS match,
        'gemini' AS source,
        'ai' AS category
    ),
    STRUCT('gemini' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
    STRUCT('gemini.google.com' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
    STRUCT('genspark.ai' AS key, 'domain' AS match, 'genspark' AS source, 'ai' AS category),
    STRUCT('giga.chat' AS key, 'exact' AS match, 'gigachat' AS source, 'ai' AS category),
    STRUCT('grok' AS key, 'exact' AS match, 'grok' AS source, 'ai' AS category),
    STRUCT('grok.com' AS key, 'domain' AS match, 'grok' AS source, 'ai' AS category),
    STRUCT('kimi.com' AS key, 'domain' AS match, 'kimi' AS source, 'ai' AS category),
    STRUCT('meta.ai' AS key, 'domain' AS match, 'meta' AS source, 'ai' AS category),
    STRUCT('chat.mistral.ai' AS key, 'exact' AS match, 'mistral' AS source, 'ai' AS category),
    STRUCT('mistral' AS key, 'exact' AS match, 'mistral' AS source, 'ai' AS category),
    STRUCT(
        'notebooklm.google.com' AS key,
        'exact' AS match,
        'notebooklm' AS source,
        'ai' AS category
    ),
    STRUCT(
        'ai.perplexity.app.android' AS key,
        'exact' AS match,
        'perplexity' AS source,
        'ai' AS category
    ),
    STRUCT('perplexity' AS key, 'exact' AS match, 'perplexity' AS source, 'ai' AS category),
    STRUCT('perplexity.ai' AS key, 'domain' AS match, 'perplexity' AS source, 'ai' AS category),
    STRUCT('phind.com' AS key, 'domain' AS match, 'phind' AS source, 'ai' AS category),
    STRUCT('pi.ai' AS key, 'domain' AS match, 'pi' AS source, 'ai' AS category),
    STRUCT('poe.com' AS key, 'domain' AS match, 'poe' AS source, 'ai' AS category),
    STRUCT('chat.qwen.ai' AS key, 'exact' AS match, 'qwen' AS source, 'ai' AS category),
    STRUCT('tongyi.com' AS key, 'domain' AS match, 'qwen' AS source, 'ai' AS category),
    STRUCT('wrtn.ai' AS key, 'domain' AS match, 'wrtn' AS source, 'ai' AS category),
    STRUCT('you.com' AS key, 'domain' AS match, 'you' AS source, 'ai' AS category),
    STRUCT('yuanbao.tencent.com' AS key, 'exact' AS match, 'yuanbao' AS source, 'ai' AS category),
    STRUCT('chat.z.ai' AS key, 'exact' AS match, 'zhipu' AS source, 'ai' AS category),
    STRUCT('chatglm.cn' AS key, 'domain' AS match, 'zhipu' AS source, 'ai' AS category),
    STRUCT('mail.aol.com' AS key, 'domain' AS match, 'aol' AS source, 'email' AS category),
    STRUCT('mail.daum.net' AS key, 'domain' AS match, 'daum' AS source, 'email' AS category),
    STRUCT('fastmail.com' AS key, 'domain' AS match, 'fastmail' AS source, 'email' AS category),
    STRUCT(
        'com.google.android.gm' AS key,
        'exact' AS match,
        'gmail' AS source,
        'email' AS category
    ),
    STRUCT('mail.google.com' AS key, 'exact' AS match, 'gmail' AS source, 'email' AS category),
    STRUCT('deref-gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'email' AS category),
    STRUCT('navigator.gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'email' AS category),
    STRUCT('icloud.com' AS key, 'exact' AS match, 'icloud' AS source, 'email' AS category),
    STRUCT(
        'webmail.laposte.net' AS key,
        'exact' AS match,
        'laposte' AS source,
        'email' AS category
    ),
    STRUCT('mail.libero.it' AS key, 'exact' AS match, 'libero' AS source, 'email' AS category),
    STRUCT('e.mail.ru' AS key, 'exact' AS match, 'mail.ru' AS source, 'email' AS category),
    STRUCT('ru.mail.mailapp' AS key, 'exact' AS match, 'mail.ru' AS source, 'email' AS category),
    STRUCT('mail.naver.com' AS key, 'domain' AS match, 'naver' AS source, 'email' AS category),
    STRUCT('mail.126.com' AS key, 'domain' AS match, 'netease' AS source, 'email' AS category),
    STRUCT('mail.163.com' AS key, 'domain' AS match, 'netease' AS source, 'email' AS category),
    STRUCT('poczta.onet.pl' AS key, 'exact' AS match, 'onet' AS source, 'email' AS category),
    STRUCT(
        'messagerie.orange.fr' AS key,
        'exact' AS match,
        'orange' AS source,
        'email' AS category
    ),
    STRUCT(
        'com.microsoft.office.outlook' AS key,
        'exact' AS match,
        'outlook' AS source,
        'email' AS category
    ),
    STRUCT('mail.live.com' AS key, 'domain' AS match, 'outlook' AS source, 'email' AS category),
    STRUCT(
        'outlook.cloud.microsoft' AS key,
        'exact' AS match,
        'outlook' AS source,
        'email' AS category
    ),
    STRUCT('outlook.live.com' AS key, 'exact' AS match, 'outlook' AS source, 'email' AS category),
    STRUCT(
        'outlook.office.com' AS key,
        'exact' AS match,
        'outlook' AS source,
        'email' AS category
    ),
    STRUCT(
        'outlook.office365.com' AS key,
        'exact' AS match,
        'outlook' AS source,
        'email' AS category
    ),
    STRUCT('mail.proton.me' AS key, 'exact' AS match, 'proton' AS source, 'email' AS category),
    STRUCT('mail.qq.com' AS key, 'domain' AS match, 'qq' AS source, 'email' AS category),
    STRUCT('mail.rambler.ru' AS key, 'exact' AS match, 'rambler' AS source, 'email' AS category),
    STRUCT('mail.rediff.com' AS key, 'exact' AS match, 'rediff' AS source, 'email' AS category),
    STRUCT(
        'com.samsung.android.email.provider' AS key,
        'exact' AS match,
        'samsung' AS source,
        'email' AS category
    ),
    STRUCT('email.seznam.cz' AS key, 'exact' AS match, 'seznam' AS source, 'email' AS category),
    STRUCT(
        'email.t-online.de' AS key,
        'exact' AS match,
        't-online' AS source,
        'email' AS category
    ),
    STRUCT('app.tuta.com' AS key, 'exact' AS match, 'tuta' AS source, 'email' AS category),
    STRUCT('email.uol.com.br' AS key, 'exact' AS match, 'uol' AS source, 'email' AS category),
    STRUCT('deref-web.de' AS key, 'exact' AS match, 'web.de' AS source, 'email' AS category),
    STRUCT('navigator.web.de' AS key, 'exact' AS match, 'web.de' AS source, 'email' AS category),
    STRUCT('poczta.wp.pl' AS key, 'exact' AS match, 'wp' AS source, 'email' AS category),
    STRUCT(
        'com.yahoo.mobile.client.android.mail' AS key,
        'exact' AS match,
        'yahoo' AS source,
        'email' AS category
    ),
    STRUCT('mail.yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'email' AS category),
    STRUCT('mail.yahoo.com' AS key, 'domain' AS match, 'yahoo' AS source, 'email' AS category),
    STRUCT('mail.yandex.*' AS key, 'exact' AS match, 'yandex' AS source, 'email' AS category),
    STRUCT('mail.yandex.ru' AS key, 'exact' AS match, 'yandex' AS source, 'email' AS category),
    STRUCT('mail.zoho.com' AS key, 'exact' AS match, 'zoho' AS source, 'email' AS category),
    STRUCT('aws.amazon.com' AS key, 'domain' AS match, 'amazon' AS source, 'other' AS category),
    STRUCT('pan.baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'other' AS category),
    STRUCT(
        'accounts.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'other' AS category
    ),
    STRUCT(
        'analytics.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'other' AS category
    ),
    STRUCT(
        'calendar.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'other' AS category
    ),
    STRUCT(
        'com.android.vending' AS key,
        'exact' AS match,
        'google' AS source,
        'other' AS category
    ),
    STRUCT('docs.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('drive.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('groups.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('meet.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('play.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('search.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('sites.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('support.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
    STRUCT('translate.goog' AS key, 'domain' AS match, 'google' AS source, 'other' AS category),
    STRUCT(
        'translate.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'other' AS category
    ),
    STRUCT('disk.yandex.ru' AS key, 'exact' AS match, 'yandex' AS source, 'other' AS category),
    STRUCT(
        'webmaster.yandex.ru' AS key,
        'exact' AS match,
        'yandex' AS source,
        'other' AS category
    ),
    STRUCT('360.cn' AS key, 'exact' AS match, '360' AS source, 'search' AS category),
    STRUCT('so.com' AS key, 'domain' AS match, '360' AS source, 'search' AS category),
    STRUCT('aol' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
    STRUCT('aol.com' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
    STRUCT('search.aol.*' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
    STRUCT('search.aol.com' AS key, 'domain' AS match, 'aol' AS source, 'search' AS category),
    STRUCT('ask' AS key, 'exact' AS match, 'ask' AS source, 'search' AS category),
    STRUCT('ask.com' AS key, 'domain' AS match, 'ask' AS source, 'search' AS category),
    STRUCT('auone' AS key, 'exact' AS match, 'auone' AS source, 'search' AS category),
    STRUCT('search.auone.jp' AS key, 'exact' AS match, 'auone' AS source, 'search' AS category),
    STRUCT('search.avg.com' AS key, 'exact' AS match, 'avg' AS source, 'search' AS category),
    STRUCT('baidu' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
    STRUCT('baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
    STRUCT(
        'com.baidu.searchbox' AS key,
        'exact' AS match,
        'baidu' AS source,
        'search' AS category
    ),
    STRUCT('m.baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
    STRUCT('bing' AS key, 'exact' AS match, 'bing' AS source, 'search' AS category),
    STRUCT('bing.com' AS key, 'domain' AS match, 'bing' AS source, 'search' AS category),
    STRUCT('com.microsoft.bing' AS key, 'exact' AS match, 'bing' AS source, 'search' AS category),
    STRUCT('search.brave.com' AS key, 'exact' AS match, 'brave' AS source, 'search' AS category),
    STRUCT('coccoc.com' AS key, 'domain' AS match, 'coccoc' AS source, 'search' AS category),
    STRUCT(
        'search.xfinity.com' AS key,
        'exact' AS match,
        'comcast' AS source,
        'search' AS category
    ),
    STRUCT('daum' AS key, 'exact' AS match, 'daum' AS source, 'search' AS category),
    STRUCT('daum.net' AS key, 'exact' AS match, 'daum' AS source, 'search' AS category),
    STRUCT(
        'net.daum.android.daum' AS key,
        'exact' AS match,
        'daum' AS source,
        'search' AS category
    ),
    STRUCT('search.daum.net' AS key, 'domain' AS match, 'daum' AS source, 'search' AS category),
    STRUCT(
        'service.smt.docomo.ne.jp' AS key,
        'exact' AS match,
        'docomo' AS source,
        'search' AS category
    ),
    STRUCT('dogpile.com' AS key, 'domain' AS match, 'dogpile' AS source, 'search' AS category),
    STRUCT(
        'com.duckduckgo.mobile.android' AS key,
        'exact' AS match,
        'duckduckgo' AS source,
        'search' AS category
    ),
    STRUCT('ddg' AS key, 'exact' AS match, 'duckduckgo' AS source, 'search' AS category),
    STRUCT('duckduckgo' AS key, 'exact' AS match, 'duckduckgo' AS source, 'search' AS category),
    STRUCT(
        'duckduckgo.com' AS key,
        'domain' AS match,
        'duckduckgo' AS source,
        'search' AS category
    ),
    STRUCT(
        'com.ecosia.android' AS key,
        'exact' AS match,
        'ecosia' AS source,
        'search' AS category
    ),
    STRUCT('ecosia' AS key, 'exact' AS match, 'ecosia' AS source, 'search' AS category),
    STRUCT('ecosia.org' AS key, 'domain' AS match, 'ecosia' AS source, 'search' AS category),
    STRUCT('eniro.se' AS key, 'exact' AS match, 'eniro' AS source, 'search' AS category),
    STRUCT('suche.gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'search' AS category),
    STRUCT(
        'com.google.android.googlequicksearchbox' AS key,
        'exact' AS match,
        'google' AS source,
        'search' AS category
    ),
    STRUCT('cse.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('google' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('images.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('images.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('lens.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('maps.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('maps.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('news.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('news.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT('scholar.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
    STRUCT(
        'scholar.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'search' AS category
    ),
    STRUCT(
        'syndicatedsearch.goog' AS key,
        'domain' AS match,
        'google' AS source,
        'search' AS category
    ),
    STRUCT('kagi' AS key, 'exact' AS match, 'kagi' AS source, 'search' AS category),
    STRUCT('kagi.com' AS key, 'domain' AS match, 'kagi' AS source, 'search' AS category),
    STRUCT('kvasir.no' AS key, 'exact' AS match, 'kvasir' AS source, 'search' AS category),
    STRUCT('lilo.org' AS key, 'domain' AS match, 'lilo' AS source, 'search' AS category),
    STRUCT('go.mail.ru' AS key, 'exact' AS match, 'mail.ru' AS source, 'search' AS category),
    STRUCT('metager.de' AS key, 'domain' AS match, 'metager' AS source, 'search' AS category),
    STRUCT('metager.org' AS key, 'domain' AS match, 'metager' AS source, 'search' AS category),
    STRUCT('mojeek' AS key, 'exact' AS match, 'mojeek' AS source, 'search' AS category),
    STRUCT('mojeek.com' AS key, 'domain' AS match, 'mojeek' AS source, 'search' AS category),
    STRUCT('msn' AS key, 'exact' AS match, 'msn' AS source, 'search' AS category),
    STRUCT('msn.com' AS key, 'domain' AS match, 'msn' AS source, 'search' AS category),
    STRUCT('najdi.si' AS key, 'exact' AS match, 'najdi' AS source, 'search' AS category),
    STRUCT('nate' AS key, 'exact' AS match, 'nate' AS source, 'search' AS category),
    STRUCT('search.nate.com' AS key, 'domain' AS match, 'nate' AS source, 'search' AS category),
    STRUCT(
        'com.nhn.android.search' AS key,
        'exact' AS match,
        'naver' AS source,
        'search' AS category
    ),
    STRUCT('naver' AS key, 'exact' AS match, 'naver' AS source, 'search' AS category),
    STRUCT('naver.com' AS key, 'exact' AS match, 'naver' AS source, 'search' AS category),
    STRUCT('search.naver.com' AS key, 'domain' AS match, 'naver' AS source, 'search' AS category),
    STRUCT('onet.pl' AS key, 'exact' AS match, 'onet' AS source, 'search' AS category),
    STRUCT(
        'com.huawei.hwsearch' AS key,
        'exact' AS match,
        'petal' AS source,
        'search' AS category
    ),
    STRUCT('petalsearch.com' AS key, 'domain' AS match, 'petal' AS source, 'search' AS category),
    STRUCT('presearch.com' AS key, 'domain' AS match, 'presearch' AS source, 'search' AS category),
    STRUCT('qwant' AS key, 'exact' AS match, 'qwant' AS source, 'search' AS category),
    STRUCT('qwant.com' AS key, 'domain' AS match, 'qwant' AS source, 'search' AS category),
    STRUCT(
        'websearch.rakuten.co.jp' AS key,
        'exact' AS match,
        'rakuten' AS source,
        'search' AS category
    ),
    STRUCT('rambler.ru' AS key, 'exact' AS match, 'rambler' AS source, 'search' AS category),
    STRUCT('search.seznam.cz' AS key, 'domain' AS match, 'seznam' AS source, 'search' AS category),
    STRUCT('seznam' AS key, 'exact' AS match, 'seznam' AS source, 'search' AS category),
    STRUCT('seznam.cz' AS key, 'exact' AS match, 'seznam' AS source, 'search' AS category),
    STRUCT('sm.cn' AS key, 'domain' AS match, 'shenma' AS source, 'search' AS category),
    STRUCT('sogou' AS key, 'exact' AS match, 'sogou' AS source, 'search' AS category),
    STRUCT('sogou.com' AS key, 'domain' AS match, 'sogou' AS source, 'search' AS category),
    STRUCT('startpage' AS key, 'exact' AS match, 'startpage' AS source, 'search' AS category),
    STRUCT('startpage.com' AS key, 'domain' AS match, 'startpage' AS source, 'search' AS category),
    STRUCT('startsiden.no' AS key, 'exact' AS match, 'startsiden' AS source, 'search' AS category),
    STRUCT('swisscows.com' AS key, 'domain' AS match, 'swisscows' AS source, 'search' AS category),
    STRUCT(
        'suche.t-online.de' AS key,
        'exact' AS match,
        't-online' AS source,
        'search' AS category
    ),
    STRUCT('terra.com.br' AS key, 'exact' AS match, 'terra' AS source, 'search' AS category),
    STRUCT('so.toutiao.com' AS key, 'exact' AS match, 'toutiao' AS source, 'search' AS category),
    STRUCT('ukr.net' AS key, 'exact' AS match, 'ukr' AS source, 'search' AS category),
    STRUCT('busca.uol.com.br' AS key, 'exact' AS match, 'uol' AS source, 'search' AS category),
    STRUCT('virgilio.it' AS key, 'exact' AS match, 'virgilio' AS source, 'search' AS category),
    STRUCT('suche.web.de' AS key, 'exact' AS match, 'web.de' AS source, 'search' AS category),
    STRUCT('wp.pl' AS key, 'exact' AS match, 'wp' AS source, 'search' AS category),
    STRUCT('search.yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
    STRUCT('search.yahoo.com' AS key, 'domain' AS match, 'yahoo' AS source, 'search' AS category),
    STRUCT('yahoo' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
    STRUCT('yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
    STRUCT('yahoo.com' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
    STRUCT(
        'ru.yandex.searchplugin' AS key,
        'exact' AS match,
        'yandex' AS source,
        'search' AS category
    ),
    STRUCT('ya.ru' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
    STRUCT('yandex' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
    STRUCT('yandex.*' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
    STRUCT('yandex.com' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
    STRUCT('search.zum.com' AS key, 'exact' AS match, 'zum' AS source, 'search' AS category),
    STRUCT('1688.com' AS key, 'domain' AS match, 'alibaba' AS source, 'shopping' AS category),
    STRUCT('alibaba' AS key, 'exact' AS match, 'alibaba' AS source, 'shopping' AS category),
    STRUCT('alibaba.com' AS key, 'domain' AS match, 'alibaba' AS source, 'shopping' AS category),
    STRUCT('aliexpress' AS key, 'exact' AS match, 'aliexpress' AS source, 'shopping' AS category),
    STRUCT(
        'aliexpress.*' AS key,
        'exact' AS match,
        'aliexpress' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'aliexpress.com' AS key,
        'domain' AS match,
        'aliexpress' AS source,
        'shopping' AS category
    ),
    STRUCT('allegro.pl' AS key, 'domain' AS match, 'allegro' AS source, 'shopping' AS category),
    STRUCT('amazon' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
    STRUCT('amazon.*' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
    STRUCT('amazon.com' AS key, 'domain' AS match, 'amazon' AS source, 'shopping' AS category),
    STRUCT('amzn.to' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
    STRUCT(
        'com.amazon.mshop.android.shopping' AS key,
        'exact' AS match,
        'amazon' AS source,
        'shopping' AS category
    ),
    STRUCT('avito.ru' AS key, 'domain' AS match, 'avito' AS source, 'shopping' AS category),
    STRUCT('bestbuy.com' AS key, 'domain' AS match, 'bestbuy' AS source, 'shopping' AS category),
    STRUCT('bol.com' AS key, 'domain' AS match, 'bol' AS source, 'shopping' AS category),
    STRUCT('ceneo.pl' AS key, 'domain' AS match, 'ceneo' AS source, 'shopping' AS category),
    STRUCT('coupang.com' AS key, 'domain' AS match, 'coupang' AS source, 'shopping' AS category),
    STRUCT('daraz.*' AS key, 'exact' AS match, 'daraz' AS source, 'shopping' AS category),
    STRUCT('digikala.com' AS key, 'domain' AS match, 'digikala' AS source, 'shopping' AS category),
    STRUCT('com.ebay.mobile' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
    STRUCT('ebay' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
    STRUCT('ebay.*' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
    STRUCT('ebay.com' AS key, 'domain' AS match, 'ebay' AS source, 'shopping' AS category),
    STRUCT('emag.*' AS key, 'exact' AS match, 'emag' AS source, 'shopping' AS category),
    STRUCT('com.etsy.android' AS key, 'exact' AS match, 'etsy' AS source, 'shopping' AS category),
    STRUCT('etsy' AS key, 'exact' AS match, 'etsy' AS source, 'shopping' AS category),
    STRUCT('etsy.com' AS key, 'domain' AS match, 'etsy' AS source, 'shopping' AS category),
    STRUCT('flipkart.com' AS key, 'domain' AS match, 'flipkart' AS source, 'shopping' AS category),
    STRUCT('geizhals.*' AS key, 'exact' AS match, 'geizhals' AS source, 'shopping' AS category),
    STRUCT(
        'shopping.google.com' AS key,
        'exact' AS match,
        'google' AS source,
        'shopping' AS category
    ),
    STRUCT('gumtree.*' AS key, 'exact' AS match, 'gumtree' AS source, 'shopping' AS category),
    STRUCT('gumtree.com' AS key, 'domain' AS match, 'gumtree' AS source, 'shopping' AS category),
    STRUCT(
        'hepsiburada.com' AS key,
        'domain' AS match,
        'hepsiburada' AS source,
        'shopping' AS category
    ),
    STRUCT('heureka.*' AS key, 'exact' AS match, 'heureka' AS source, 'shopping' AS category),
    STRUCT('idealo.*' AS key, 'exact' AS match, 'idealo' AS source, 'shopping' AS category),
    STRUCT('jd.com' AS key, 'domain' AS match, 'jd' AS source, 'shopping' AS category),
    STRUCT('jumia.*' AS key, 'exact' AS match, 'jumia' AS source, 'shopping' AS category),
    STRUCT('jumia.com' AS key, 'exact' AS match, 'jumia' AS source, 'shopping' AS category),
    STRUCT('kakaku.com' AS key, 'domain' AS match, 'kakaku' AS source, 'shopping' AS category),
    STRUCT('kelkoo.*' AS key, 'exact' AS match, 'kelkoo' AS source, 'shopping' AS category),
    STRUCT('kelkoo.com' AS key, 'domain' AS match, 'kelkoo' AS source, 'shopping' AS category),
    STRUCT(
        'kleinanzeigen.de' AS key,
        'domain' AS match,
        'kleinanzeigen' AS source,
        'shopping' AS category
    ),
    STRUCT('lazada' AS key, 'exact' AS match, 'lazada' AS source, 'shopping' AS category),
    STRUCT('lazada.*' AS key, 'exact' AS match, 'lazada' AS source, 'shopping' AS category),
    STRUCT('lazada.com' AS key, 'domain' AS match, 'lazada' AS source, 'shopping' AS category),
    STRUCT(
        'leboncoin.fr' AS key,
        'domain' AS match,
        'leboncoin' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'magazineluiza.com.br' AS key,
        'domain' AS match,
        'magalu' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'marktplaats.nl' AS key,
        'domain' AS match,
        'marktplaats' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'mercadolibre.*' AS key,
        'exact' AS match,
        'mercadolibre' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'mercadolibre.com' AS key,
        'domain' AS match,
        'mercadolibre' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'mercadolivre.com.br' AS key,
        'domain' AS match,
        'mercadolibre' AS source,
        'shopping' AS category
    ),
    STRUCT('mercari.com' AS key, 'domain' AS match, 'mercari' AS source, 'shopping' AS category),
    STRUCT(
        'shopping.naver.com' AS key,
        'domain' AS match,
        'naver' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'smartstore.naver.com' AS key,
        'exact' AS match,
        'naver' AS source,
        'shopping' AS category
    ),
    STRUCT('noon.com' AS key, 'domain' AS match, 'noon' AS source, 'shopping' AS category),
    STRUCT('olx.*' AS key, 'exact' AS match, 'olx' AS source, 'shopping' AS category),
    STRUCT('otto.de' AS key, 'domain' AS match, 'otto' AS source, 'shopping' AS category),
    STRUCT('ozon.ru' AS key, 'domain' AS match, 'ozon' AS source, 'shopping' AS category),
    STRUCT(
        'pinduoduo.com' AS key,
        'domain' AS match,
        'pinduoduo' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'pricerunner.*' AS key,
        'exact' AS match,
        'pricerunner' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'pricerunner.com' AS key,
        'domain' AS match,
        'pricerunner' AS source,
        'shopping' AS category
    ),
    STRUCT('rakuten.co.jp' AS key, 'domain' AS match, 'rakuten' AS source, 'shopping' AS category),
    STRUCT(
        'rozetka.com.ua' AS key,
        'domain' AS match,
        'rozetka' AS source,
        'shopping' AS category
    ),
    STRUCT('shein' AS key, 'exact' AS match, 'shein' AS source, 'shopping' AS category),
    STRUCT('shein.com' AS key, 'domain' AS match, 'shein' AS source, 'shopping' AS category),
    STRUCT('shop.app' AS key, 'exact' AS match, 'shop' AS source, 'shopping' AS category),
    STRUCT('shopee' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
    STRUCT('shopee.*' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
    STRUCT('shopee.com' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
    STRUCT('skroutz.*' AS key, 'exact' AS match, 'skroutz' AS source, 'shopping' AS category),
    STRUCT('takealot.com' AS key, 'domain' AS match, 'takealot' AS source, 'shopping' AS category),
    STRUCT('taobao.com' AS key, 'domain' AS match, 'taobao' AS source, 'shopping' AS category),
    STRUCT('target.com' AS key, 'domain' AS match, 'target' AS source, 'shopping' AS category),
    STRUCT(
        'com.einnovation.temu' AS key,
        'exact' AS match,
        'temu' AS source,
        'shopping' AS category
    ),
    STRUCT('temu' AS key, 'exact' AS match, 'temu' AS source, 'shopping' AS category),
    STRUCT('temu.com' AS key, 'domain' AS match, 'temu' AS source, 'shopping' AS category),
    STRUCT('tiki.vn' AS key, 'domain' AS match, 'tiki' AS source, 'shopping' AS category),
    STRUCT('tmall.com' AS key, 'domain' AS match, 'tmall' AS source, 'shopping' AS category),
    STRUCT(
        'tokopedia.com' AS key,
        'domain' AS match,
        'tokopedia' AS source,
        'shopping' AS category
    ),
    STRUCT('trademe.co.nz' AS key, 'domain' AS match, 'trademe' AS source, 'shopping' AS category),
    STRUCT('trendyol.com' AS key, 'domain' AS match, 'trendyol' AS source, 'shopping' AS category),
    STRUCT('vinted.*' AS key, 'exact' AS match, 'vinted' AS source, 'shopping' AS category),
    STRUCT('vinted.com' AS key, 'domain' AS match, 'vinted' AS source, 'shopping' AS category),
    STRUCT('walmart' AS key, 'exact' AS match, 'walmart' AS source, 'shopping' AS category),
    STRUCT('walmart.*' AS key, 'exact' AS match, 'walmart' AS source, 'shopping' AS category),
    STRUCT('walmart.com' AS key, 'domain' AS match, 'walmart' AS source, 'shopping' AS category),
    STRUCT(
        'wildberries.ru' AS key,
        'domain' AS match,
        'wildberries' AS source,
        'shopping' AS category
    ),
    STRUCT(
        'market.yandex.ru' AS key,
        'exact' AS match,
        'yandex' AS source,
        'shopping' AS category
    ),
    STRUCT('zalando.*' AS key, 'exact' AS match, 'zalando' AS source, 'shopping' AS category),
    STRUCT('zalando.com' AS key, 'domain' AS match, 'zalando' AS source, 'shopping' AS category),
    STRUCT('5ch.net' AS key, 'domain' AS match, '5ch' AS source, 'social' AS category),
    STRUCT('band.us' AS key, 'domain' AS match, 'band' AS source, 'social' AS category),
    STRUCT('blogger.com' AS key, 'domain' AS match, 'blogger' AS source, 'social' AS category),
    STRUCT('blogspot.com' AS key, 'domain' AS match, 'blogger' AS source, 'social' AS category),
    STRUCT('bluesky' AS key, 'exact' AS match, 'bluesky' AS source, 'social' AS category),
    STRUCT('bsky' AS key, 'exact' AS match, 'bluesky' AS source, 'social' AS category),
    STRUCT('bsky.app' AS key, 'domain' AS match, 'bluesky' AS source, 'social' AS category),
    STRUCT(
        'xyz.blueskyweb.app' AS key,
        'exact' AS match,
        'bluesky' AS source,
        'social' AS category
    ),
    STRUCT('buff.ly' AS key, 'exact' AS match, 'buffer' AS source, 'social' AS category),
    STRUCT('buffer' AS key, 'exact' AS match, 'buffer' AS source, 'social' AS category),
    STRUCT('dcinside.com' AS key, 'domain' AS match, 'dcinside' AS source, 'social' AS category),
    STRUCT(
        'deviantart.com' AS key,
        'domain' AS match,
        'deviantart' AS source,
        'social' AS category
    ),
    STRUCT('digg.com' AS key, 'domain' AS match, 'digg' AS source, 'social' AS category),
    STRUCT('com.discord' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
    STRUCT('discord' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
    STRUCT('discord.com' AS key, 'domain' AS match, 'discord' AS source, 'social' AS category),
    STRUCT('discord.gg' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
    STRUCT('disqus.com' AS key, 'domain' AS match, 'disqus' AS source, 'social' AS category),
    STRUCT('douban.com' AS key, 'domain' AS match, 'douban' AS source, 'social' AS category),
    STRUCT(
        'com.ss.android.ugc.aweme' AS key,
        'exact' AS match,
        'douyin' AS source,
        'social' AS category
    ),
    STRUCT('douyin' AS key, 'exact' AS match, 'douyin' AS source, 'social' AS category),
    STRUCT('douyin.com' AS key, 'domain' AS match, 'douyin' AS source, 'social' AS category),
    STRUCT('dzen.ru' AS key, 'domain' AS match, 'dzen' AS source, 'social' AS category),
    STRUCT(
        'eksisozluk.com' AS key,
        'exact' AS match,
        'eksisozluk' AS source,
        'social' AS category
    ),
    STRUCT(
        'com.facebook.katana' AS key,
        'exact' AS match,
        'facebook' AS source,
        'social' AS category
    ),
    STRUCT(
        'com.facebook.lite' AS key,
        'exact' AS match,
        'facebook' AS source,
        'social' AS category
    ),
    STRUCT('facebook' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
    STRUCT('facebook.com' AS key, 'domain' AS match, 'facebook' AS source, 'social' AS category),
    STRUCT('fb' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
    STRUCT('fb.com' AS key, 'domain' AS match, 'facebook' AS source, 'social' AS category),
    STRUCT('meta' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
    STRUCT('flic.kr' AS key, 'exact' AS match, 'flickr' AS source, 'social' AS category),
    STRUCT('flickr.com' AS key, 'domain' AS match, 'flickr' AS source, 'social' AS category),
    STRUCT('flip.it' AS key, 'exact' AS match, 'flipboard' AS source, 'social' AS category),
    STRUCT('flipboard.com' AS key, 'domain' AS match, 'flipboard' AS source, 'social' AS category),
    STRUCT('goodreads.com' AS key, 'domain' AS match, 'goodreads' AS source, 'social' AS category),
    STRUCT(
        'news.ycombinator.com' AS key,
        'exact' AS match,
        'hackernews' AS source,
        'social' AS category
    ),
    STRUCT('hatena.ne.jp' AS key, 'domain' AS match, 'hatena' AS source, 'social' AS category),
    STRUCT('hootsuite' AS key, 'exact' AS match, 'hootsuite' AS source, 'social' AS category),
    STRUCT('ow.ly' AS key, 'exact' AS match, 'hootsuite' AS source, 'social' AS category),
    STRUCT(
        'com.instagram.android' AS key,
        'exact' AS match,
        'instagram' AS source,
        'social' AS category
    ),
    STRUCT('ig' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
    STRUCT('insta' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
    STRUCT('instagr.am' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
    STRUCT('instagram' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
    STRUCT('instagram.com' AS key, 'domain' AS match, 'instagram' AS source, 'social' AS category),
    STRUCT('com.kakao.talk' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
    STRUCT('kakao' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
    STRUCT('pf.kakao.com' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
    STRUCT(
        'jp.naver.line.android' AS key,
        'exact' AS match,
        'line' AS source,
        'social' AS category
    ),
    STRUCT('line' AS key, 'exact' AS match, 'line' AS source, 'social' AS category),
    STRUCT('line.me' AS key, 'domain' AS match, 'line' AS source, 'social' AS category),
    STRUCT(
        'com.linkedin.android' AS key,
        'exact' AS match,
        'linkedin' AS source,
        'social' AS category
    ),
    STRUCT('li' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
    STRUCT('linkedin' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
    STRUCT('linkedin.com' AS key, 'domain' AS match, 'linkedin' AS source, 'social' AS category),
    STRUCT('lnkd.in' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
    STRUCT('linktr.ee' AS key, 'exact' AS match, 'linktree' AS source, 'social' AS category),
    STRUCT(
        'livejournal.com' AS key,
        'domain' AS match,
        'livejournal' AS source,
        'social' AS category
    ),
    STRUCT('mastodon' AS key, 'exact' AS match, 'mastodon' AS source, 'social' AS category),
    STRUCT('mastodon.social' AS key, 'exact' AS match, 'mastodon' AS source, 'social' AS category),
    STRUCT(
        'org.joinmastodon.android' AS key,
        'exact' AS match,
        'mastodon' AS source,
        'social' AS category
    ),
    STRUCT('medium.com' AS key, 'domain' AS match, 'medium' AS source, 'social' AS category),
    STRUCT(
        'com.facebook.orca' AS key,
        'exact' AS match,
        'messenger' AS source,
        'social' AS category
    ),
    STRUCT('messenger' AS key, 'exact' AS match, 'messenger' AS source, 'social' AS category),
    STRUCT('messenger.com' AS key, 'domain' AS match, 'messenger' AS source, 'social' AS category),
    STRUCT('mixi.jp' AS key, 'domain' AS match, 'mixi' AS source, 'social' AS category),
    STRUCT('my.mail.ru' AS key, 'exact' AS match, 'my.mail.ru' AS source, 'social' AS category),
    STRUCT('nairaland.com' AS key, 'domain' AS match, 'nairaland' AS source, 'social' AS category),
    STRUCT('blog.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'social' AS category),
    STRUCT('cafe.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'social' AS category),
    STRUCT('nextdoor.*' AS key, 'exact' AS match, 'nextdoor' AS source, 'social' AS category),
    STRUCT('nextdoor.com' AS key, 'domain' AS match, 'nextdoor' AS source, 'social' AS category),
    STRUCT('ok.ru' AS key, 'domain' AS match, 'ok' AS source, 'social' AS category),
    STRUCT('ru.ok.android' AS key, 'exact' AS match, 'ok' AS source, 'social' AS category),
    STRUCT('com.pinterest' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT('pin' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT('pin.it' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT('pinterest' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT('pinterest.*' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT('pinterest.com' AS key, 'domain' AS match, 'pinterest' AS source, 'social' AS category),
    STRUCT(
        'producthunt.com' AS key,
        'domain' AS match,
        'producthunt' AS source,
        'social' AS category
    ),
    STRUCT('ptt.cc' AS key, 'exact' AS match, 'ptt' AS source, 'social' AS category),
    STRUCT('com.tencent.mobileqq' AS key, 'exact' AS match, 'qq' AS source, 'social' AS category),
    STRUCT('qzone.qq.com' AS key, 'domain' AS match, 'qq' AS source, 'social' AS category),
    STRUCT('quora' AS key, 'exact' AS match, 'quora' AS source, 'social' AS category),
    STRUCT('quora.com' AS key, 'domain' AS match, 'quora' AS source, 'social' AS category),
    STRUCT(
        'com.reddit.frontpage' AS key,
        'exact' AS match,
        'reddit' AS source,
        'social' AS category
    ),
    STRUCT('redd.it' AS key, 'exact' AS match, 'reddit' AS source, 'social' AS category),
    STRUCT('reddit' AS key, 'exact' AS match, 'reddit' AS source, 'social' AS category),
    STRUCT('reddit.com' AS key, 'domain' AS match, 'reddit' AS source, 'social' AS category),
    STRUCT(
        'com.snapchat.android' AS key,
        'exact' AS match,
        'snapchat' AS source,
        'social' AS category
    ),
    STRUCT('snap' AS key, 'exact' AS match, 'snapchat' AS source, 'social' AS category),
    STRUCT('snapchat' AS key, 'exact' AS match, 'snapchat' AS source, 'social' AS category),
    STRUCT('snapchat.com' AS key, 'domain' AS match, 'snapchat' AS source, 'social' AS category),
    STRUCT(
        'stackexchange.com' AS key,
        'domain' AS match,
        'stackexchange' AS source,
        'social' AS category
    ),
    STRUCT(
        'stackoverflow.com' AS key,
        'domain' AS match,
        'stackexchange' AS source,
        'social' AS category
    ),
    STRUCT(
        'org.telegram.messenger' AS key,
        'exact' AS match,
        'telegram' AS source,
        'social' AS category
    ),
    STRUCT('t.me' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
    STRUCT('telegram' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
    STRUCT('telegram.org' AS key, 'domain' AS match, 'telegram' AS source, 'social' AS category),
    STRUCT('tg' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
    STRUCT(
        'com.instagram.barcelona' AS key,
        'exact' AS match,
        'threads' AS source,
        'social' AS category
    ),
    STRUCT('threads' AS key, 'exact' AS match, 'threads' AS source, 'social' AS category),
    STRUCT('threads.com' AS key, 'domain' AS match, 'threads' AS source, 'social' AS category),
    STRUCT('threads.net' AS key, 'domain' AS match, 'threads' AS source, 'social' AS category),
    STRUCT('tieba.baidu.com' AS key, 'exact' AS match, 'tieba' AS source, 'social' AS category),
    STRUCT(
        'com.ss.android.ugc.trill' AS key,
        'exact' AS match,
        'tiktok' AS source,
        'social' AS category
    ),
    STRUCT(
        'com.zhiliaoapp.musically' AS key,
        'exact' AS match,
        'tiktok' AS source,
        'social' AS category
    ),
    STRUCT('tiktok' AS key, 'exact' AS match, 'tiktok' AS source, 'social' AS category),
    STRUCT('tiktok.com' AS key, 'domain' AS match, 'tiktok' AS source, 'social' AS category),
    STRUCT('tt' AS key, 'exact' AS match, 'tiktok' AS source, 'social' AS category),
    STRUCT('tripadvisor' AS key, 'exact' AS match, 'tripadvisor' AS source, 'social' AS category),
    STRUCT(
        'tripadvisor.*' AS key,
        'exact' AS match,
        'tripadvisor' AS source,
        'social' AS category
    ),
    STRUCT(
        'tripadvisor.com' AS key,
        'domain' AS match,
        'tripadvisor' AS source,
        'social' AS category
    ),
    STRUCT(
        'truthsocial.com' AS key,
        'domain' AS match,
        'truthsocial' AS source,
        'social' AS category
    ),
    STRUCT('tumblr' AS key, 'exact' AS match, 'tumblr' AS source, 'social' AS category),
    STRUCT('tumblr.com' AS key, 'domain' AS match, 'tumblr' AS source, 'social' AS category),
    STRUCT(
        'com.twitter.android' AS key,
        'exact' AS match,
        'twitter' AS source,
        'social' AS category
    ),
    STRUCT('t.co' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('tw' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('twitter' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('twitter.com' AS key, 'domain' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('x' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('x.com' AS key, 'domain' AS match, 'twitter' AS source, 'social' AS category),
    STRUCT('com.viber.voip' AS key, 'exact' AS match, 'viber' AS source, 'social' AS category),
    STRUCT('viber.com' AS key, 'domain' AS match, 'viber' AS source, 'social' AS category),
    STRUCT('com.vkontakte.android' AS key, 'exact' AS match, 'vk' AS source, 'social' AS category),
    STRUCT('vk' AS key, 'exact' AS match, 'vk' AS source, 'social' AS category),
    STRUCT('vk.com' AS key, 'domain' AS match, 'vk' AS source, 'social' AS category),
    STRUCT('com.tencent.mm' AS key, 'exact' AS match, 'wechat' AS source, 'social' AS category),
    STRUCT('wechat' AS key, 'exact' AS match, 'wechat' AS source, 'social' AS category),
    STRUCT('weixin.qq.com' AS key, 'domain' AS match, 'wechat' AS source, 'social' AS category),
    STRUCT('com.sina.weibo' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
    STRUCT('t.cn' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
    STRUCT('weibo' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
    STRUCT('weibo.com' AS key, 'domain' AS match, 'weibo' AS source, 'social' AS category),
    STRUCT('com.whatsapp' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
    STRUCT('wa.me' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
    STRUCT('whatsapp' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
    STRUCT('whatsapp.com' AS key, 'domain' AS match, 'whatsapp' AS source, 'social' AS category),
    STRUCT('wordpress.com' AS key, 'domain' AS match, 'wordpress' AS source, 'social' AS category),
    STRUCT('wykop.pl' AS key, 'domain' AS match, 'wykop' AS source, 'social' AS category),
    STRUCT(
        'com.xingin.xhs' AS key,
        'exact' AS match,
        'xiaohongshu' AS source,
        'social' AS category
    ),
    STRUCT('rednote' AS key, 'exact' AS match, 'xiaohongshu' AS source, 'social' AS category),
    STRUCT('xiaohongshu' AS key, 'exact' AS match, 'xiaohongshu' AS source, 'social' AS category),
    STRUCT(
        'xiaohongshu.com' AS key,
        'domain' AS match,
        'xiaohongshu' AS source,
        'social' AS category
    ),
    STRUCT('xing.com' AS key, 'domain' AS match, 'xing' AS source, 'social' AS category),
    STRUCT('yelp' AS key, 'exact' AS match, 'yelp' AS source, 'social' AS category),
    STRUCT('yelp.com' AS key, 'domain' AS match, 'yelp' AS source, 'social' AS category),
    STRUCT('com.zing.zalo' AS key, 'exact' AS match, 'zalo' AS source, 'social' AS category),
    STRUCT('zalo.me' AS key, 'domain' AS match, 'zalo' AS source, 'social' AS category),
    STRUCT('com.zhihu.android' AS key, 'exact' AS match, 'zhihu' AS source, 'social' AS category),
    STRUCT('zhihu' AS key, 'exact' AS match, 'zhihu' AS source, 'social' AS category),
    STRUCT('zhihu.com' AS key, 'domain' AS match, 'zhihu' AS source, 'social' AS category),
    STRUCT('sooplive.co.kr' AS key, 'domain' AS match, 'afreecatv' AS source, 'video' AS category),
    STRUCT('aparat.com' AS key, 'domain' AS match, 'aparat' AS source, 'video' AS category),
    STRUCT('b23.tv' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
    STRUCT('bilibili' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
    STRUCT('bilibili.com' AS key, 'domain' AS match, 'bilibili' AS source, 'video' AS category),
    STRUCT('tv.danmaku.bili' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
    STRUCT('dailymotion' AS key, 'exact' AS match, 'dailymotion' AS source, 'video' AS category),
    STRUCT(
        'dailymotion.com' AS key,
        'domain' AS match,
        'dailymotion' AS source,
        'video' AS category
    ),
    STRUCT(
        'disneyplus.com' AS key,
        'domain' AS match,
        'disneyplus' AS source,
        'video' AS category
    ),
    STRUCT('hotstar.com' AS key, 'domain' AS match, 'hotstar' AS source, 'video' AS category),
    STRUCT('hulu' AS key, 'exact' AS match, 'hulu' AS source, 'video' AS category),
    STRUCT('hulu.com' AS key, 'domain' AS match, 'hulu' AS source, 'video' AS category),
    STRUCT('iqiyi.com' AS key, 'domain' AS match, 'iqiyi' AS source, 'video' AS category),
    STRUCT('kick.com' AS key, 'domain' AS match, 'kick' AS source, 'video' AS category),
    STRUCT(
        'com.smile.gifmaker' AS key,
        'exact' AS match,
        'kuaishou' AS source,
        'video' AS category
    ),
    STRUCT('kuaishou.com' AS key, 'domain' AS match, 'kuaishou' AS source, 'video' AS category),
    STRUCT('chzzk.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'video' AS category),
    STRUCT('tv.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'video' AS category),
    STRUCT('netflix' AS key, 'exact' AS match, 'netflix' AS source, 'video' AS category),
    STRUCT('netflix.com' AS key, 'domain' AS match, 'netflix' AS source, 'video' AS category),
    STRUCT('nicovideo.jp' AS key, 'domain' AS match, 'niconico' AS source, 'video' AS category),
    STRUCT('rumble.com' AS key, 'domain' AS match, 'rumble' AS source, 'video' AS category),
    STRUCT('rutube.ru' AS key, 'domain' AS match, 'rutube' AS source, 'video' AS category),
    STRUCT('ted.com' AS key, 'domain' AS match, 'ted' AS source, 'video' AS category),
    STRUCT('v.qq.com' AS key, 'domain' AS match, 'tencent' AS source, 'video' AS category),
    STRUCT(
        'tv.twitch.android.app' AS key,
        'exact' AS match,
        'twitch' AS source,
        'video' AS category
    ),
    STRUCT('twitch' AS key, 'exact' AS match, 'twitch' AS source, 'video' AS category),
    STRUCT('twitch.tv' AS key, 'domain' AS match, 'twitch' AS source, 'video' AS category),
    STRUCT('vimeo' AS key, 'exact' AS match, 'vimeo' AS source, 'video' AS category),
    STRUCT('vimeo.com' AS key, 'domain' AS match, 'vimeo' AS source, 'video' AS category),
    STRUCT('vkvideo.ru' AS key, 'domain' AS match, 'vk' AS source, 'video' AS category),
    STRUCT('wistia.com' AS key, 'domain' AS match, 'wistia' AS source, 'video' AS category),
    STRUCT('youku.com' AS key, 'domain' AS match, 'youku' AS source, 'video' AS category),
    STRUCT(
        'com.google.android.youtube' AS key,
        'exact' AS match,
        'youtube' AS source,
        'video' AS category
    ),
    STRUCT('youtu.be' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category),
    STRUCT('youtube' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category),
    STRUCT('youtube.com' AS key, 'domain' AS match, 'youtube' AS source, 'video' AS category),
    STRUCT('yt' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category)
]) AS listed
