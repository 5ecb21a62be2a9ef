"""What office programs save beside DOCX: RTF, binary Word documents and what LibreOffice turns into DOCX."""
