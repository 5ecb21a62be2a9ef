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
    "part_without_text": Meaning(
        "有空篇", "Empty part", "同一文件中另有一篇没有正文", "Another report in the file had no text"
    ),
    "others_unreadable": Meaning(
        "另有文件未读", "Others unread", "压缩包中另有文件无法读取", "Other files of the archive could not be read"
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
    "undecodable_bytes": Meaning("有坏字节", "Broken bytes", "个别字节无法解码", "A few bytes could not be decoded"),
    "nul_removed": Meaning("有空字符", "Zero bytes", "已删去零字节", "Zero characters were taken out"),
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
