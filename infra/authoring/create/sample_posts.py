"""The first texts of a new blog, in its author's language: three posts, and a page about the author.

`{file}` is the post's own file. To add a language, add a row; languages without one begin in English.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen


class SamplePost(Frozen):
    """A short post: its title, its text, and what its image shows."""

    title: str
    text: str
    image: str


class SampleTexts(Frozen):
    """One language: the first post's title, its paragraphs and its image's text; the page's title and text; two more posts."""

    title: str
    first: str
    image: str
    write: str
    then: str
    about: str
    text: str
    picture: SamplePost
    publishing: SamplePost


SAMPLES: Mapping[str, SampleTexts] = {
    "ar": SampleTexts(
        "مرحبًا",
        "هذه تدوينتك الأولى. إنها ملف نصي عادي، `{file}`: افتحه وغيّره واحفظه.",
        "تلال في المساء",
        "اكتب نصًا **عريضًا** أو *مائلًا*، أو [رابطًا](https://commonmark.org/help/)، أو قائمة:",
        "لكتابة التدوينة التالية، نفّذ هذا الأمر:",
        "عن المدونة",
        "اكتب هنا من أنت وعمّ تتحدث هذه المدونة.",
        SamplePost(
            "أضف صورة",
            "ضع صورة بجانب التدوينة واذكر اسمها في النص: `![ما تظهره](sea.png)`. يراها القراء بالحجم الذي يناسب "
            "شاشاتهم، دون المكان الذي التُقطت فيه.",
            "قارب في الصباح",
        ),
        SamplePost(
            "انشرها للعالم",
            "يجد `presswork check` الأخطاء، ويعرض `presswork serve` المدونة على هذا الجهاز، وينشرها `presswork "
            "push`. احذف ملفًا لتسحب تدوينته.",
            "غابة في الليل",
        ),
    ),
    "de": SampleTexts(
        "Hallo",
        "Das ist dein erster Beitrag. Er ist eine einfache Textdatei, `{file}`: Öffne sie, ändere sie und speichere sie.",
        "Hügel am Abend",
        "Schreib **fett** oder *kursiv*, einen [Link](https://commonmark.org/help/) oder eine Liste:",
        "Für den nächsten Beitrag gib diesen Befehl ein:",
        "Über mich",
        "Wer du bist, und worum es in diesem Blog geht.",
        SamplePost(
            "Ein Bild einfügen",
            "Lege ein Bild neben den Beitrag und nenne es im Text: `![Was es zeigt](sea.png)`. Jeder Bildschirm "
            "bekommt die passende Größe, ohne den Ort der Aufnahme.",
            "Ein Boot am Morgen",
        ),
        SamplePost(
            "Zeig es der Welt",
            "`presswork check` findet Fehler, `presswork serve` zeigt das Blog auf diesem Rechner, `presswork "
            "push` veröffentlicht es. Löschst du eine Datei, verschwindet ihr Beitrag.",
            "Ein Wald bei Nacht",
        ),
    ),
    "en": SampleTexts(
        "Hello",
        "This is your first post. It's a plain text file, `{file}`: open it, change it and save it.",
        "Hills in the evening",
        "Write something **bold** or *italic*, a [link](https://commonmark.org/help/) or a list:",
        "To write the next post, run this command:",
        "About",
        "Who you are, and what this blog is about.",
        SamplePost(
            "Add a picture",
            "Put an image beside the post, and name it in the text: `![What it shows](sea.png)`. Each screen "
            "gets the size that fits, without the place where it was taken.",
            "A boat in the morning",
        ),
        SamplePost(
            "Show it to the world",
            "`presswork check` finds mistakes, `presswork serve` shows the blog on this machine, and `presswork "
            "push` publishes it. Delete a file, and its post is gone.",
            "A forest at night",
        ),
    ),
    "es": SampleTexts(
        "Hola",
        "Esta es tu primera entrada. Es un archivo de texto, `{file}`: ábrelo, cámbialo y guárdalo.",
        "Colinas al atardecer",
        "Escribe en **negrita** o en *cursiva*, un [enlace](https://commonmark.org/help/) o una lista:",
        "Para escribir la próxima entrada, ejecuta este comando:",
        "Acerca de",
        "Quién eres y de qué trata este blog.",
        SamplePost(
            "Añade una imagen",
            "Pon una imagen junto a la entrada y indica su nombre en el texto: `![Qué muestra](sea.png)`. Cada pantalla "
            "recibe el tamaño adecuado, sin el lugar donde se tomó.",
            "Un barco por la mañana",
        ),
        SamplePost(
            "Muéstralo al mundo",
            "`presswork check` encuentra errores, `presswork serve` muestra el blog en este equipo y `presswork "
            "push` lo publica. Borra un archivo y su entrada desaparece.",
            "Un bosque de noche",
        ),
    ),
    "fr": SampleTexts(
        "Bonjour",
        "Voici votre premier article. C’est un simple fichier texte, `{file}` : ouvrez-le, modifiez-le et enregistrez-le.",
        "Des collines le soir",
        "Écrivez en **gras** ou en *italique*, un [lien](https://commonmark.org/help/) ou une liste :",
        "Pour écrire l’article suivant, lancez cette commande :",
        "À propos",
        "Qui vous êtes, et de quoi parle ce blog.",
        SamplePost(
            "Ajoutez une image",
            "Placez une image à côté de l’article et indiquez son nom dans le texte : `![Ce qu’elle montre](sea.png)`. "
            "Chaque écran reçoit la bonne taille, sans le lieu de la prise de vue.",
            "Un bateau le matin",
        ),
        SamplePost(
            "Montrez-le au monde",
            "`presswork check` trouve les erreurs, `presswork serve` montre le blog sur cet ordinateur et "
            "`presswork push` le publie. Supprimez un fichier, et son article disparaît.",
            "Une forêt la nuit",
        ),
    ),
    "he": SampleTexts(
        "שלום",
        "זהו הפוסט הראשון שלכם. הוא קובץ טקסט פשוט, `{file}`: אפשר לפתוח אותו, לשנות אותו ולשמור.",
        "גבעות בערב",
        "כתבו **מודגש** או *נטוי*, [קישור](https://commonmark.org/help/) או רשימה:",
        "כדי לכתוב את הפוסט הבא, הריצו את הפקודה הזאת:",
        "אודות",
        "מי אתם, ובמה עוסק הבלוג הזה.",
        SamplePost(
            "להוסיף תמונה",
            "שימו תמונה ליד הפוסט וציינו את שמה בטקסט: `![מה רואים בה](sea.png)`. כל מסך מקבל את הגודל המתאים, "
            "בלי המקום שבו צולמה.",
            "סירה בבוקר",
        ),
        SamplePost(
            "להראות לעולם",
            "`presswork check` מוצא טעויות, `presswork serve` מציג את הבלוג במחשב הזה, ו־`presswork push` מפרסם "
            "אותו. מוחקים קובץ, והפוסט שלו נעלם.",
            "יער בלילה",
        ),
    ),
    "hi": SampleTexts(
        "नमस्ते",
        "यह आपकी पहली पोस्ट है। यह एक सादी टेक्स्ट फ़ाइल है, `{file}`: इसे खोलें, बदलें और सहेजें।",
        "शाम की पहाड़ियाँ",
        "**मोटे** या *तिरछे* अक्षर, एक [लिंक](https://commonmark.org/help/) या एक सूची लिखें:",
        "अगली पोस्ट लिखने के लिए यह कमांड चलाएँ:",
        "परिचय",
        "आप कौन हैं, और यह ब्लॉग किस बारे में है।",
        SamplePost(
            "एक तस्वीर जोड़ें",
            "तस्वीर को पोस्ट के पास रखें और टेक्स्ट में उसका नाम लिखें: `![क्या दिखता है](sea.png)`। हर स्क्रीन "
            "को सही आकार मिलता है, तस्वीर लेने की जगह के बिना।",
            "सुबह की नाव",
        ),
        SamplePost(
            "दुनिया को दिखाएँ",
            "`presswork check` ग़लतियाँ ढूँढता है, `presswork serve` ब्लॉग को इस कंप्यूटर पर दिखाता है और "
            "`presswork push` उसे प्रकाशित करता है। फ़ाइल हटाएँ, तो उसकी पोस्ट भी हट जाती है।",
            "रात का जंगल",
        ),
    ),
    "ja": SampleTexts(
        "こんにちは",
        "これは最初の投稿です。ただのテキストファイル `{file}` なので、開いて書き換え、保存してください。",
        "夕暮れの丘",
        "**太字**や*斜体*、[リンク](https://commonmark.org/help/)、リストも書けます。",
        "次の投稿を書くには、このコマンドを実行します。",
        "このブログについて",
        "あなたは誰か、このブログでは何を書くのか。",
        SamplePost(
            "画像を入れる",
            "画像を投稿の隣に置き、本文に `![説明](sea.png)` と書きます。画面に合う大きさで届き、撮影場所は含まれません。",
            "朝の船",
        ),
        SamplePost(
            "世界に見せる",
            "`presswork check` は間違いを見つけ、`presswork serve` はこのパソコンでブログを表示し、`presswork "
            "push` は公開します。ファイルを消すと、その投稿も消えます。",
            "夜の森",
        ),
    ),
    "ko": SampleTexts(
        "안녕하세요",
        "첫 글입니다. 평범한 텍스트 파일 `{file}`이므로 열어서 고치고 저장하면 됩니다.",
        "저녁의 언덕",
        "**굵게** 또는 *기울여* 쓰고, [링크](https://commonmark.org/help/)나 목록도 넣어 보세요.",
        "다음 글을 쓰려면 이 명령을 실행하세요.",
        "소개",
        "당신이 누구이고, 이 블로그가 무엇에 관한 것인지 적어 보세요.",
        SamplePost(
            "사진 넣기",
            "사진을 글 옆에 두고 본문에 `![설명](sea.png)`라고 적으세요. 화면마다 알맞은 크기로 보이고, 찍은 장소는 지워집니다.",
            "아침의 배",
        ),
        SamplePost(
            "세상에 보여 주기",
            "`presswork check`는 실수를 찾고, `presswork serve`는 이 컴퓨터에서 블로그를 보여 주며, `presswork "
            "push`는 게시합니다. 파일을 지우면 그 글도 사라집니다.",
            "밤의 숲",
        ),
    ),
    "pt": SampleTexts(
        "Olá",
        "Este é o seu primeiro post. É um simples arquivo de texto, `{file}`: abra, edite e salve.",
        "Colinas ao entardecer",
        "Escreva em **negrito** ou *itálico*, ponha um [link](https://commonmark.org/help/) ou uma lista:",
        "Para escrever o próximo post, execute este comando:",
        "Sobre",
        "Quem você é e sobre o que é este blog.",
        SamplePost(
            "Adicione uma imagem",
            "Ponha uma imagem ao lado do post e indique o nome dela no texto: `![O que ela mostra](sea.png)`. Cada "
            "tela recebe o tamanho certo, sem o lugar onde a foto foi tirada.",
            "Um barco de manhã",
        ),
        SamplePost(
            "Mostre ao mundo",
            "`presswork check` encontra erros, `presswork serve` mostra o blog neste computador e `presswork push` "
            "publica tudo. Apague um arquivo, e o post dele desaparece.",
            "Uma floresta à noite",
        ),
    ),
    "ru": SampleTexts(
        "Здравствуйте",
        "Это ваша первая запись. Она хранится в обычном текстовом файле `{file}`: откройте его, измените и сохраните.",
        "Холмы вечером",
        "Пишите **жирным** или *курсивом*, добавьте [ссылку](https://commonmark.org/help/) или список:",
        "Чтобы написать следующую запись, выполните эту команду:",
        "О блоге",
        "Кто вы и о чём этот блог.",
        SamplePost(
            "Добавьте картинку",
            "Положите картинку рядом с записью и укажите её имя в тексте: `![Что на ней](sea.png)`. Каждый экран "
            "получит подходящий размер, без места съёмки.",
            "Лодка утром",
        ),
        SamplePost(
            "Покажите миру",
            "`presswork check` находит ошибки, `presswork serve` показывает блог на этом компьютере, а "
            "`presswork push` публикует его. Удалите файл, и запись исчезнет.",
            "Лес ночью",
        ),
    ),
    "zh": SampleTexts(
        "你好",
        "这是你的第一篇文章。它是一个普通的文本文件 `{file}`：打开它，修改它，然后保存。",
        "傍晚的山丘",
        "你可以写**粗体**、*斜体*、[链接](https://commonmark.org/help/)或列表：",
        "要写下一篇文章，请运行这条命令：",
        "关于",
        "你是谁，这个博客写些什么。",
        SamplePost(
            "添加一张图片",
            "把图片放在文章旁边，在正文中写上它的名字：`![图片内容](sea.png)`。每种屏幕都会得到合适的尺寸，拍摄地点会被去掉。",
            "清晨的小船",
        ),
        SamplePost(
            "展示给世界",
            "`presswork check` 查找错误，`presswork serve` 在这台电脑上显示博客，`presswork push` "
            "将它发布。删除文件，文章就会消失。",
            "夜晚的森林",
        ),
    ),
    "zh-Hant": SampleTexts(
        "你好",
        "這是你的第一篇文章。它是一個普通的文字檔 `{file}`：打開它，修改它，然後儲存。",
        "傍晚的山丘",
        "你可以寫**粗體**、*斜體*、[連結](https://commonmark.org/help/)或清單：",
        "要寫下一篇文章，請執行這條命令：",
        "關於",
        "你是誰，這個部落格寫些什麼。",
        SamplePost(
            "加一張圖片",
            "把圖片放在文章旁邊，在正文中寫上它的名字：`![圖片內容](sea.png)`。每種螢幕都會得到合適的尺寸，拍攝地點會被去掉。",
            "清晨的小船",
        ),
        SamplePost(
            "展示給世界",
            "`presswork check` 找出錯誤，`presswork serve` 在這台電腦上顯示部落格，`presswork push` "
            "將它發布。刪除檔案，文章就會消失。",
            "夜晚的森林",
        ),
    ),
}


def sample_in(lang: str) -> SampleTexts:
    """Return the first texts of a new blog in this language, or else in English."""
    return SAMPLES.get(lang) or SAMPLES.get(lang.partition("-")[0]) or SAMPLES["en"]
