"""Say in Chinese why a file was not read: the program's own lines are English, and a phrase of theirs tells which."""

OTHERWISE = "这个文件没有读成。"
MEANINGS = {
    "is empty": "文件是空的，请重新下载或另存。",
    "holds no paragraph": "文件里没有成段的文字，请看看内容是不是报告。",
    "pictures (a scan)": "这份 PDF 是扫描图片，没有文字，请先做文字识别（OCR），或换一种格式。",
    "is a damaged": "文件已损坏或不完整，请重新下载。",
    "is not a Word document": "这不是 Word 文档（.docx），请用 Word 重新另存。",
    "LibreOffice": "这种格式要先转换，请用 Word 或 WPS 另存为 .docx。",
    "seconds to read": "文件太大或太复杂，读得太久，请改用 scripts/tag.py。",
    "larger than": "文件太大，请改用 scripts/tag.py。",
    "characters arrived": "文字太多，请分开，或改用 scripts/tag.py。",
    "ask again": "服务器正忙，请稍后再试。",
    "is a picture": "这是图片，没有文字，请先做文字识别（OCR），或换一种格式。",
    "Expected TXT, a web page": "这种文件读不了，请另存为 .docx、PDF、网页或纯文本。",
}
