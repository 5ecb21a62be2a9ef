"""A Word document in one XML file (flat OPC) becomes the archive that Word otherwise writes."""

import base64
import binascii
import io
import zipfile

from lxml import etree

_PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
FLAT_MARK = _PACKAGE.encode()
_TYPES = "[Content_Types].xml"


def packed(data: bytes) -> bytes:
    """Return an archive of the parts that a flat document holds.

    Raises:
        lxml.etree.XMLSyntaxError: it is no whole XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.parse(io.BytesIO(data), parser).getroot()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(_TYPES, "<Types/>")  # each part names its type itself
        for part in root.iter(f"{{{_PACKAGE}}}part"):
            name = (part.get(f"{{{_PACKAGE}}}name") or "").lstrip("/")
            content = _content(part)
            if name and content and name not in archive.namelist():
                archive.writestr(name, content)
    return file.getvalue()


def _content(part: etree._Element) -> bytes:
    for held in part:
        if held.tag == f"{{{_PACKAGE}}}xmlData" and len(held):
            return etree.tostring(held[0], encoding="utf-8", xml_declaration=True)
        if held.tag == f"{{{_PACKAGE}}}binaryData":
            try:
                return base64.b64decode(held.text or "")
            except binascii.Error:
                return b""
    return b""
