"""Traditional characters as simplified ones: 外灘 and 外滩 are one name."""

from functools import cache

_HAN = range(0x4E00, 0xA000)


def simplified(text: str) -> str:
    """Return `text` with each traditional character as its simplified one.

    What the standard of simplified characters (GB 2312) has stays, such as the 乾 of 乾隆.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return text.translate(_table())
    return text


@cache
def _table() -> dict[int, str]:
    """Return the table, made at the first call: most workspaces never need it."""
    from opencc import OpenCC

    signs = [chr(code) for code in _HAN]
    plain = OpenCC("t2s").convert("\n".join(signs)).split("\n")
    return {
        ord(sign): simple
        for sign, simple in zip(signs, plain, strict=True)
        if sign != simple and len(simple) == 1 and not _is_standard(sign)
    }


def _is_standard(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
