"""Say what flags mean, in the words that a reader of a page or a table needs. Every flag that a report or a paragraph
may carry is here."""

from typing import NamedTuple


class Meaning(NamedTuple):
    """A flag in Chinese and English: a few words, and what it is about."""

    chinese: str
    english: str
    about_chinese: str
    about_english: str


FLAGS: dict[str, Meaning] = {
    "year_contradicted": Meaning(
        "年份存疑", "Year?", "标题的年份与作报告的时间不符", "The title names another year than the speech was given in"
    ),
    "region_contradicted": Meaning(
        "地区存疑", "Region?", "标题与会议说的不是同一地区", "Title and session name different places"
    ),
    "plans_for_another_year": Meaning(
        "部署次年", "Next year", "年底作的报告，部署次年工作", "Given at the end of a year, it plans for the next"
    ),
    "date_impossible": Meaning("日期有误", "Date?", "原文的日期不存在", "The text names a day that does not exist"),
    "year_inferred": Meaning(
        "年份推断", "Year inferred", "年份只见于网页，不见于报告", "Only the page around the report tells the year"
    ),
    "region_inferred": Meaning(
        "地区推断", "Region inferred", "地区只见于网页，不见于报告", "Only the page around the report tells the region"
    ),
    "first_part": Meaning("仅前半", "First part", "下半部分在别处", "The report goes on elsewhere"),
    "second_part": Meaning("仅后半", "Second part", "前半部分在别处", "The report begins elsewhere"),
    "digest": Meaning("要点", "Digest", "是摘要，不是全文", "A digest, not the whole report"),
    "opening_missing": Meaning(
        "缺开头", "No opening", "没有“各位代表”的开场", "The speaker's address to the congress is missing"
    ),
    "closing_missing": Meaning("缺结尾", "No closing", "没有结束语", "The closing words are missing"),
    "text_dropped_after_closing": Meaning(
        "结尾后有删节", "Text dropped", "结束语之后删去了成段文字", "Running text behind the closing words was left out"
    ),
    "not_a_report": Meaning("非报告", "No report", "不是政府工作报告", "The document is no government work report"),
    "news_item": Meaning("新闻", "News", "是关于报告或会议的新闻", "News about a report or a session"),
    "plan_document": Meaning("规划计划", "Plan", "是规划、计划或其执行报告", "A plan, or a report on it"),
    "budget_report": Meaning("预算报告", "Budget", "是预算、决算报告", "A report on the budget"),
    "court_report": Meaning(
        "其他机关报告",
        "Another body's",
        "是法院、检察院、人大或政协的报告",
        "Of a court or a congress",
    ),
    "statistical_bulletin": Meaning("统计公报", "Statistics", "是统计公报", "A statistical bulletin"),
    "notice": Meaning("通知公文", "Notice", "是通知、决定等公文", "A notice, a decision or another official paper"),
    "glossary_alone": Meaning("仅名词解释", "Glossary", "只有名词解释，没有报告", "A glossary without its report"),
    "part_without_text": Meaning(
        "有空篇", "Empty part", "同一文件中另有一篇没有正文", "Another report in the file had no text"
    ),
    "others_unreadable": Meaning(
        "另有文件未读", "Others unread", "压缩包中另有文件无法读取", "Other files of the archive could not be read"
    ),
    "read_in_part": Meaning(
        "部分未读",
        "Read in part",
        "嵌入的部分内容无法读取，请核对原文",
        "Parts that the file embeds could not be read: look at it",
    ),
    "hidden_text_read": Meaning(
        "读了隐藏文字",
        "Hidden text read",
        "网页几乎全部文字处于隐藏状态，已读出，请核对",
        "Nearly all text of the page is hidden until a script shows it; it was read: check it",
    ),
    "pages_without_text": Meaning(
        "有无字页",
        "Pages without text",
        "PDF 中有的页只是图片，没有文字，未读",
        "Pages of the PDF are pictures without text, and were not read",
    ),
    "recognised_text": Meaning(
        "识别文字",
        "Recognised text",
        "文字由扫描件识别而来，可能有误，请核对",
        "The text was recognised in a scan, and may be wrong in places",
    ),
    "vertical_text": Meaning(
        "竖排", "Vertical", "原文为竖排，分段请核对", "Set from top to bottom: check where paragraphs begin"
    ),
    "columns_joined": Meaning(
        "分栏", "Columns", "原文分栏排印，已按栏接排", "Set in columns, which were read one after the other"
    ),
    "characters_unknown": Meaning(
        "有未知字",
        "Characters unknown",
        "字体未说明个别字是什么，可能缺字",
        "Fonts do not say what a few characters are",
    ),
    "symbols_unknown": Meaning(
        "有未识符号",
        "Signs unknown",
        "有符号字体中的符号无法识别，以〓代替",
        "Signs of picture fonts that are not known stand as 〓",
    ),
    "repeats_removed": Meaning(
        "去重", "Repeats removed", "同一文字重复出现，已删", "The page held the same text several times"
    ),
    "breaks_recovered": Meaning(
        "补分段",
        "Breaks set",
        "原文没有分段，分段由模型推断",
        "The text had lost its line breaks; where its author broke it was inferred",
    ),
    "traditional": Meaning(
        "繁体", "Traditional", "原文为繁体，已转简体", "Traditional characters became simplified ones"
    ),
    "readings_removed": Meaning(
        "去注音", "Readings removed", "已删去字后的注音", "Pronunciations behind characters were taken out"
    ),
    "byte_shift_repaired": Meaning(
        "乱码已修复",
        "Repaired",
        "丢失一个字节造成的乱码，已按字节还原，请核对",
        "Garbled since a byte was lost; restored from its bytes: check it",
    ),
    "byte_shift_suspected": Meaning(
        "疑有乱码",
        "Garbled?",
        "疑因丢失一个字节而成乱码，未能确定原文",
        "Garbled, it seems, since a byte was lost; the text could not be restored",
    ),
    "separator_lost": Meaning(
        "疑缺符号",
        "Sign lost?",
        "问号所在处原来可能是间隔号等符号",
        "A ? stands where another sign seems to have stood",
    ),
    "note_marks_removed": Meaning(
        "去注释号",
        "Note marks removed",
        "已删去正文中指向名词解释的序号",
        "Marks that refer to the notes were taken out of the text",
    ),
    "cut_off": Meaning(
        "文件截断",
        "Cut off",
        "文件在一个字的中间断开，其后缺失",
        "The file ends within a character; what followed is missing",
    ),
    "body_missing": Meaning(
        "缺正文", "No body", "只有开头，没有报告正文", "The opening stands alone; the report itself is missing"
    ),
    "undecodable_bytes": Meaning("有坏字节", "Broken bytes", "个别字节无法解码", "A few bytes could not be decoded"),
    "nul_removed": Meaning("有空字符", "Zero bytes", "已删去零字节", "Zero characters were taken out"),
    "columns_differ": Meaning(
        "与表列不符",
        "Columns differ",
        "表格各列所填的年份或地区与正文不同",
        "The table's columns name another year or place",
    ),
    "cell_cut": Meaning(
        "单元格截断",
        "Cell cut",
        "单元格已满，超出的文字被 Excel 截去",
        "The cell is full: Excel cut off what did not fit",
    ),
    "private_characters": Meaning(
        "有私用字",
        "Private signs",
        "有私用区字符，无法确定是什么字",
        "Characters of a private font stayed; what they are cannot be told",
    ),
    "escapes_undone": Meaning(
        "去转义",
        "Escapes undone",
        "原文有抓取程序留下的转义符（如 \\u3000、\\r\\n），已还原",
        "A scraper had left escapes such as \\u3000 or \\r\\n as text; they were undone",
    ),
    "annex": Meaning("附件", "Annex", "报告后的附件", "Annexed to the report, behind its closing words"),
    "box": Meaning(
        "插入框",
        "Box",
        "报纸排在报告中间的其他文字",
        "Set by a newspaper between the paragraphs, no part of the report",
    ),
    "mixed_encoding": Meaning(
        "编码混杂",
        "Mixed encodings",
        "文件各部分编码不同，已分别解码",
        "Parts of the file are in different encodings; each was read in its own",
    ),
    "double_encoding_repaired": Meaning(
        "误存已还原",
        "Wrong saving undone",
        "文字曾按错误的编码另存，已还原",
        "Text had been read in a wrong encoding and saved; it was turned back",
    ),
    "charset_contradicted": Meaning(
        "编码声明不符",
        "Charset?",
        "网页声明的编码与实际不符，已按实际解码",
        "The page names another encoding than it has; its bytes were followed",
    ),
}


def meaning_of(flag: str) -> Meaning:
    """Return what a flag says; one that is not known here (from a file of another version) speaks for itself."""
    return FLAGS.get(flag, Meaning(flag, "", flag, flag))
