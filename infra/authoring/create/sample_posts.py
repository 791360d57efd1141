"""The first texts of a new blog, in its author's language: a post, and a page about the author.

`{file}` is the post's own file. To add a language, add a row; languages without one begin in English.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen


class SampleTexts(Frozen):
    """One language: the first post's title, its paragraphs and the text of its image; the page's title and its text."""

    title: str
    first: str
    image: str
    write: str
    then: str
    about: str
    text: str


SAMPLES: Mapping[str, SampleTexts] = {
    "ar": SampleTexts(
        "مرحبًا",
        "هذه تدوينتك الأولى. إنها ملف نصي عادي، `{file}`: افتحه وغيّره واحفظه.",
        "تلال في المساء",
        "اكتب نصًا **عريضًا** أو *مائلًا*، أو [رابطًا](https://commonmark.org/help/)، أو قائمة:",
        "لكتابة التدوينة التالية، نفّذ هذا الأمر:",
        "عن المدونة",
        "اكتب هنا من أنت وعمّ تتحدث هذه المدونة.",
    ),
    "de": SampleTexts(
        "Hallo",
        "Das ist dein erster Beitrag. Er ist eine einfache Textdatei, `{file}`: Öffne sie, ändere sie und speichere sie.",
        "Hügel am Abend",
        "Schreib **fett** oder *kursiv*, einen [Link](https://commonmark.org/help/) oder eine Liste:",
        "Für den nächsten Beitrag gib diesen Befehl ein:",
        "Über mich",
        "Wer du bist, und worum es in diesem Blog geht.",
    ),
    "en": SampleTexts(
        "Hello",
        "This is your first post. It's a plain text file, `{file}`: open it, change it and save it.",
        "Hills in the evening",
        "Write something **bold** or *italic*, a [link](https://commonmark.org/help/) or a list:",
        "To write the next post, run this command:",
        "About",
        "Who you are, and what this blog is about.",
    ),
    "es": SampleTexts(
        "Hola",
        "Esta es tu primera entrada. Es un archivo de texto, `{file}`: ábrelo, cámbialo y guárdalo.",
        "Colinas al atardecer",
        "Escribe en **negrita** o en *cursiva*, un [enlace](https://commonmark.org/help/) o una lista:",
        "Para escribir la próxima entrada, ejecuta este comando:",
        "Acerca de",
        "Quién eres y de qué trata este blog.",
    ),
    "fr": SampleTexts(
        "Bonjour",
        "Voici votre premier article. C’est un simple fichier texte, `{file}` : ouvrez-le, modifiez-le et enregistrez-le.",
        "Des collines le soir",
        "Écrivez en **gras** ou en *italique*, un [lien](https://commonmark.org/help/) ou une liste :",
        "Pour écrire l’article suivant, lancez cette commande :",
        "À propos",
        "Qui vous êtes, et de quoi parle ce blog.",
    ),
    "he": SampleTexts(
        "שלום",
        "זהו הפוסט הראשון שלך. הוא קובץ טקסט פשוט, `{file}`: אפשר לפתוח אותו, לשנות אותו ולשמור.",
        "גבעות בערב",
        "כתבו **מודגש** או *נטוי*, [קישור](https://commonmark.org/help/) או רשימה:",
        "כדי לכתוב את הפוסט הבא, הריצו את הפקודה הזאת:",
        "אודות",
        "מי אתם, ובמה עוסק הבלוג הזה.",
    ),
    "hi": SampleTexts(
        "नमस्ते",
        "यह आपकी पहली पोस्ट है। यह एक सादी टेक्स्ट फ़ाइल है, `{file}`: इसे खोलें, बदलें और सहेजें।",
        "शाम की पहाड़ियाँ",
        "**मोटे** या *तिरछे* अक्षर, एक [लिंक](https://commonmark.org/help/) या एक सूची लिखें:",
        "अगली पोस्ट लिखने के लिए यह कमांड चलाएँ:",
        "परिचय",
        "आप कौन हैं, और यह ब्लॉग किस बारे में है।",
    ),
    "ja": SampleTexts(
        "こんにちは",
        "これは最初の記事です。ただのテキストファイル `{file}` なので、開いて書き換え、保存してください。",
        "夕暮れの丘",
        "**太字**や*斜体*、[リンク](https://commonmark.org/help/)、リストも書けます。",
        "次の記事を書くには、このコマンドを実行します。",
        "このブログについて",
        "あなたは誰か、このブログでは何を書くのか。",
    ),
    "ko": SampleTexts(
        "안녕하세요",
        "첫 글입니다. 평범한 텍스트 파일 `{file}` 이므로 열어서 고치고 저장하면 됩니다.",
        "저녁의 언덕",
        "**굵게** 또는 *기울여* 쓰고, [링크](https://commonmark.org/help/)나 목록도 넣어 보세요.",
        "다음 글을 쓰려면 이 명령을 실행하세요.",
        "소개",
        "당신이 누구이고, 이 블로그가 무엇에 관한 것인지 적어 보세요.",
    ),
    "pt": SampleTexts(
        "Olá",
        "Este é o seu primeiro artigo. É um simples ficheiro de texto, `{file}`: abra-o, altere-o e guarde-o.",
        "Colinas ao entardecer",
        "Escreva em **negrito** ou em *itálico*, uma [ligação](https://commonmark.org/help/) ou uma lista:",
        "Para escrever o próximo artigo, execute este comando:",
        "Sobre",
        "Quem é você, e de que trata este blogue.",
    ),
    "ru": SampleTexts(
        "Здравствуйте",
        "Это ваша первая запись. Она хранится в обычном текстовом файле `{file}`: откройте его, измените и сохраните.",
        "Холмы вечером",
        "Пишите **жирным** или *курсивом*, добавьте [ссылку](https://commonmark.org/help/) или список:",
        "Чтобы написать следующую запись, выполните эту команду:",
        "О блоге",
        "Кто вы и о чём этот блог.",
    ),
    "zh": SampleTexts(
        "你好",
        "这是你的第一篇文章。它是一个普通的文本文件 `{file}`：打开它，修改它，然后保存。",
        "傍晚的山丘",
        "你可以写**粗体**、*斜体*、[链接](https://commonmark.org/help/)或列表：",
        "要写下一篇文章，请运行这条命令：",
        "关于",
        "你是谁，这个博客写些什么。",
    ),
    "zh-Hant": SampleTexts(
        "你好",
        "這是你的第一篇文章。它是一個普通的文字檔 `{file}`：打開它，修改它，然後儲存。",
        "傍晚的山丘",
        "你可以寫**粗體**、*斜體*、[連結](https://commonmark.org/help/)或清單：",
        "要寫下一篇文章，請執行這條命令：",
        "關於",
        "你是誰，這個部落格寫些什麼。",
    ),
}


def sample_in(lang: str) -> SampleTexts:
    """Return the first texts of a new blog in this language, or else in English."""
    return SAMPLES.get(lang) or SAMPLES.get(lang.partition("-")[0]) or SAMPLES["en"]
