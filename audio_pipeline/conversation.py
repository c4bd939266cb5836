"""The items of one conversation, in the order in which they happened."""

from __future__ import annotations

from audio_pipeline.protocol import Item

MAX_ITEMS = 2000
"""An hour of turns takes some hundreds."""

MAX_CREATED_BYTES = 1024 * 1024
"""All items that a client creates, as JSON: as much as one frame may bring, and far more than
anybody types in an hour."""


class ConversationFullError(Exception):
    """There is no room for what the client wants to create."""


class Conversation:
    """What was said by either side always finds room, at the cost of the oldest item."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._created: dict[str, int] = {}

    def create(self, item_id: str, item: Item) -> str | None:
        """Append an item of the client's making; see `add`. Raises `ConversationFullError`."""
        size = len(item.model_dump_json())
        if len(self._items) >= MAX_ITEMS or sum(self._created.values()) + size > MAX_CREATED_BYTES:
            raise ConversationFullError
        self._created[item_id] = size
        return self.add(item_id, item)

    def add(self, item_id: str, item: Item) -> str | None:
        """Append an item, or replace the one with this id; the id of the item before it."""
        if item_id not in self._items and len(self._items) >= MAX_ITEMS:
            self.delete(next(iter(self._items)))
        previous = self.previous(item_id)
        self._items[item_id] = item
        return previous

    def get(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def delete(self, item_id: str) -> bool:
        self._created.pop(item_id, None)
        return self._items.pop(item_id, None) is not None

    def previous(self, item_id: str | None = None) -> str | None:
        """The id before `item_id`, or the newest id where the item is new."""
        before = None
        for known in self._items:
            if known == item_id:
                return before
            before = known
        return before
