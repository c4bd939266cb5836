"""CVs and job descriptions: hand in, see, read, replace, delete."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile

from backend.database import reading, transaction
from backend.dependencies import CurrentUser, ServicesDep
from backend.documents import repository
from backend.documents.schemas import (
    NAME_CHARACTERS,
    DocumentDetails,
    DocumentKind,
    DocumentText,
    DocumentView,
    details,
)
from backend.domain.language import clean
from backend.errors import (
    BusyError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    UnauthorizedError,
    UnsupportedTypeError,
)
from backend.middleware import MAX_UPLOAD_BYTES
from backend.problems import responses
from models import Document

router = APIRouter(prefix="/documents", tags=["documents"])


@router.post(
    "",
    status_code=201,
    summary="Hand in a CV or a job description as PDF, Word document (.docx) or plain text",
    responses=responses(
        UnauthorizedError,
        ConflictError,
        TooLargeError,
        UnsupportedTypeError,
        InvalidInputError,
        BusyError,
    ),
)
async def upload(
    user: CurrentUser,
    services: ServicesDep,
    kind: Annotated[DocumentKind, Form()],
    file: Annotated[UploadFile, File(description="At most 5 MB")],
) -> DocumentDetails:
    data = await file.read(MAX_UPLOAD_BYTES + 1)
    if len(data) > MAX_UPLOAD_BYTES:
        raise TooLargeError("A file may have at most 5 MB.", field="file")
    name = _name(file.filename, kind)
    return details(await services.documents.keep(user.id, kind, name, data))


@router.get("", summary="Your documents", responses=responses(UnauthorizedError))
async def mine(user: CurrentUser, services: ServicesDep) -> list[DocumentView]:
    async with reading(services.sessions) as db:
        found = await repository.documents_of(db, user.id)
    return [DocumentView.model_validate(each) for each in found]


@router.get(
    "/{document_id:uuid}",
    response_model=DocumentText,
    summary="What was read of a document",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def read(document_id: UUID, user: CurrentUser, services: ServicesDep) -> Document:
    async with reading(services.sessions) as db:
        return await repository.get(db, document_id, user.id)


@router.delete(
    "/{document_id:uuid}",
    status_code=204,
    summary="Delete a document; interviews planned with it keep what they took from it",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def delete(document_id: UUID, user: CurrentUser, services: ServicesDep) -> None:
    async with transaction(services.sessions) as db:
        await repository.remove(db, document_id, user.id)


def _name(given: str | None, kind: DocumentKind) -> str:
    """The file's own name without its folders, as it may be shown."""
    bare = PurePath((given or "").replace("\\", "/")).name
    return clean(bare)[:NAME_CHARACTERS] or kind.replace("_", " ")
