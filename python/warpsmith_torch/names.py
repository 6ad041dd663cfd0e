"""Names that a C++ kernel can have for its parameters."""

from __future__ import annotations

import re
from typing import Set

_KEYWORDS = frozenset(
    """alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const consteval
    constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double dynamic_cast
    else enum explicit export extern false float for friend goto if inline int long mutable namespace new noexcept not
    not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires restrict return short
    signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef
    typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq""".split()
)


class Names:
    """Gives every tensor a name of its own."""

    def __init__(self) -> None:
        self._taken: Set[str] = set()

    def take(self, wanted: str) -> str:
        """An identifier close to `wanted`: dots become underscores, keywords get one, a second x is x_2."""
        name = re.sub(r"\W", "_", wanted.replace(".", "_"), flags=re.ASCII)
        if not name or name[0].isdigit() or name in _KEYWORDS or name != wanted.replace(".", "_"):
            name = f"_{name}_" if not name or name[0].isdigit() else f"{name}_"
        unique, count = name, 1
        while unique in self._taken:
            count += 1
            unique = f"{name}_{count}"
        self._taken.add(unique)
        return unique
