"""What handing in documents takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.domain.language import clean
from models import Document

DocumentKind = Literal["cv", "job_description"]
NAME_CHARACTERS = 120
PREVIEW_CHARACTERS = 300


def _name(value: str) -> str:
    tidy = clean(value)
    if not tidy:
        raise ValueError("this can't be empty")
    return tidy


class DocumentName(BaseModel):
    name: Annotated[str, Field(max_length=NAME_CHARACTERS), AfterValidator(_name)]


class DocumentView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: DocumentKind
    name: str
    created_at: datetime


class DocumentDetails(DocumentView):
    """`preview` is how the text begins, so that one sees whether it was read well."""

    characters: int
    preview: str


class DocumentText(DocumentView):
    text: Annotated[str, Field(description="All of it, one line for each line of the file")]


def details(document: Document) -> DocumentDetails:
    return DocumentDetails(
        **DocumentView.model_validate(document).model_dump(),
        characters=len(document.text),
        preview=document.text[:PREVIEW_CHARACTERS],
    )
