"""The items of one conversation, in the order in which they happened."""

from __future__ import annotations

from audio_pipeline.protocol import Item

MAX_ITEMS = 2000
"""An hour of turns takes some hundreds; a client that creates items without end is stopped."""


class ConversationFullError(Exception):
    """`MAX_ITEMS` is reached."""


class Conversation:
    def __init__(self) -> None:
        self._items: dict[str, Item] = {}

    def add(self, item_id: str, item: Item) -> str | None:
        """Append an item, or replace the one with this id; the id of the item before it."""
        if item_id not in self._items and len(self._items) >= MAX_ITEMS:
            raise ConversationFullError
        previous = self.previous(item_id)
        self._items[item_id] = item
        return previous

    def get(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def delete(self, item_id: str) -> bool:
        return self._items.pop(item_id, None) is not None

    def previous(self, item_id: str | None = None) -> str | None:
        """The id before `item_id`, or the newest id where the item is new."""
        before = None
        for known in self._items:
            if known == item_id:
                return before
            before = known
        return before
