"""What every section of the schema is made of: strict sections and keys that explain themselves."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    """A mapping in a scenario file: unknown keys are errors, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def key(default: Any, text: str, *, unit: str = "", mechanism: int | None = None, null: Any = None) -> Any:
    """A key with what `socsim explain` says of it.

    Parameters
    ----------
    default : the value when the key is left out; ``...`` where it must be stated.
    text : one or two sentences.
    unit : how the value is written.
    mechanism : its row in the table of mechanisms (docs/model.md).
    null : the value that does the same as leaving the mechanism out.
    """
    extra = {"unit": unit, "mechanism": mechanism, "null": null}
    return Field(default, description=text, json_schema_extra=extra)


OneLine = Annotated[str, AfterValidator(lambda text: " ".join(text.split()))]
"""A text that is shown in tables, titles and pages: line breaks and tabs in it are spaces."""


class Words(Section):
    """A text in Swedish and English."""

    sv: OneLine = key("", "the text in Swedish")
    en: OneLine = key("", "the text in English")

    def in_language(self, language: str) -> str:
        """The text in `language` ('sv' or 'en'), or in the other where that one is missing."""
        return (self.sv or self.en) if language == "sv" else (self.en or self.sv)


def _words(value: Any) -> Any:
    return {"sv": value, "en": value} if isinstance(value, str) else value


Text = Annotated[Words, BeforeValidator(_words, json_schema_input_type=str | Words)]
