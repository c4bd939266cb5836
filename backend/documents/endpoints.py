"""CVs and job descriptions: hand in, see, read, replace, delete."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, UploadFile

from backend.database import reading, transaction
from backend.dependencies import CurrentUser, Services, ServicesDep
from backend.documents import repository
from backend.documents.schemas import (
    NAME_CHARACTERS,
    DocumentDetails,
    DocumentKind,
    DocumentName,
    DocumentText,
    DocumentView,
    details,
)
from backend.domain.background import MOST_CHARACTERS
from backend.domain.language import clean
from backend.errors import (
    BusyError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    TooManyError,
    UnauthorizedError,
    UnsupportedTypeError,
)
from backend.idempotency import OnceDep, forget_reply
from backend.middleware import MAX_UPLOAD_BYTES
from backend.problems import responses
from models import Document

router = APIRouter(prefix="/documents", tags=["documents"])

_REFUSALS = (
    UnauthorizedError,
    TooLargeError,
    UnsupportedTypeError,
    InvalidInputError,
    TooManyError,
    BusyError,
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file or a text; `name` is the one to be shown, "" where none was given."""

    file: UploadFile | None
    text: str
    name: str


async def handed_in(
    file: Annotated[
        UploadFile | None,
        File(description="A PDF, a Word document (.docx) or plain text, at most 5 MB"),
    ] = None,
    text: Annotated[
        str, Form(max_length=MOST_CHARACTERS, description="Pasted, instead of a file")
    ] = "",
    name: Annotated[
        str, Form(max_length=NAME_CHARACTERS, description="To be shown; else the file's own")
    ] = "",
) -> HandedIn:
    if (file is None) == (not text):
        raise InvalidInputError("Please send either a file or a text.", field="file")
    bare = PurePath((file.filename or "").replace("\\", "/")).name if file else ""
    return HandedIn(file, text, clean(name) or clean(bare)[:NAME_CHARACTERS])


HandedInDep = Annotated[HandedIn, Depends(handed_in)]


@router.post(
    "",
    status_code=201,
    summary="Hand in a CV or a job description, as a file or pasted",
    responses=responses(*_REFUSALS, ConflictError),
)
async def upload(
    user: CurrentUser,
    services: ServicesDep,
    once: OnceDep,
    kind: Annotated[DocumentKind, Form()],
    handed: HandedInDep,
) -> DocumentDetails:
    await services.limits.take("create", str(user.id))
    text = await _text_of(handed, services)
    name = handed.name or kind.replace("_", " ")
    document = Document(user_id=user.id, kind=kind, name=name, text=text)
    async with transaction(services.sessions) as db:
        await repository.add(db, document)
        made = details(document)
        await once.keep(db, made, document.id)
    return made


@router.put(
    "/{document_id:uuid}",
    summary="Replace a document by a newer one; what it was used for is left as it is",
    responses=responses(*_REFUSALS, NotFoundError),
)
async def replace(
    document_id: UUID, user: CurrentUser, services: ServicesDep, handed: HandedInDep
) -> DocumentDetails:
    await services.limits.take("create", str(user.id))
    async with reading(services.sessions) as db:
        await repository.get(db, document_id, user.id)
    text = await _text_of(handed, services)
    async with transaction(services.sessions) as db:
        document = await repository.replace(
            db, document_id, user.id, name=handed.name or None, text=text
        )
        await forget_reply(db, user.id, document_id)
        return details(document)


@router.patch(
    "/{document_id:uuid}",
    summary="Give a document another name",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def rename(
    document_id: UUID, renaming: DocumentName, user: CurrentUser, services: ServicesDep
) -> DocumentDetails:
    async with transaction(services.sessions) as db:
        return details(await repository.rename(db, document_id, user.id, renaming.name))


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
        await forget_reply(db, user.id, document_id)


async def _text_of(handed: HandedIn, services: Services) -> str:
    if handed.file is None:
        return services.documents.pasted(handed.text)
    data = await handed.file.read(MAX_UPLOAD_BYTES + 1)
    if len(data) > MAX_UPLOAD_BYTES:
        raise TooLargeError("A file may have at most 5 MB.", field="file")
    return await services.documents.read(data)
