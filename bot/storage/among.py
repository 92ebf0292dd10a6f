"""A column that is one of many numbers, which are one parameter: the statement is the same however many.

To SQLAlchemy, and to PostgreSQL, `IN` with another count of values is another statement to take apart.
"""

import json
from collections.abc import Collection
from typing import Any, Self

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Dialect, FunctionElement, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Numbers(TypeDecorator[Collection[int]]):
    """An array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:  # noqa: ANN401
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """As it is: SQLAlchemy would append `= 1` on SQLite, and no index would be used."""
        return self


@compiles(_Among, "sqlite")
def _of_json(element: _Among, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    column, numbers = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 (both are rendered)


@compiles(_Among, "postgresql")
def _of_array(element: _Among, compiler: Any, **how: Any) -> str:  # noqa: ANN401
    column, numbers = (compiler.process(part, **how) for part in element.clauses)
    return f"{column} = ANY ({numbers})"


def among(column: Column[int], name: str) -> _Among:
    """`name`: of the parameter, a collection of numbers."""
    return _Among(column, bindparam(name, type_=_Numbers()))
