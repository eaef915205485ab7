"""One settings class: environment variables ``NIANBAO_*``, then ``nianbao.toml``, then the defaults below.

Every knob of the project is a field here; README's operator page lists them from this class.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from nianbao.errors import SettingsError

ENV_PREFIX = "NIANBAO_"
TOML_NAME = "nianbao.toml"
OTHER_VARIABLES = frozenset({"REQUIRE_ALL"})
"""Variables with our prefix that are no settings: this one makes a skipped test a failure."""

SEE = "see the operator's page of the README"

LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"],
    BeforeValidator(lambda level: level.upper() if isinstance(level, str) else level),
]


NotifyWhen = Literal["trouble", "news", "always"]
SECRETS = frozenset({"notify_urls"})
"""Settings that hold keys: they are taken from the environment only, because ``nianbao.toml`` ends up in version control."""


def _words(given: object) -> object:
    return tuple(given.split()) if isinstance(given, str) else given


class Settings(BaseSettings):
    """All settings. Paths are relative to the working directory unless absolute."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, toml_file=TOML_NAME, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("warehouse/data"), description="Folder of archive, builds, published file and reports.")
    archive_url: str = Field(
        "", description="Where fetched bytes are kept instead of the data folder: s3://bucket/prefix."
    )
    registry_dir: Path | None = Field(
        None, description="Folder of site YAML files; default: the registry in the package."
    )
    user_agent: str = Field(
        "nianbao/0.1 (+annual reports on open government information; research)",
        description="Honest User-Agent sent with every request.",
    )
    contact: str = Field(
        "", description="Mail or address put behind the User-Agent, so that a webmaster can reach you."
    )
    allow_loopback: bool = Field(False, description="Allow loopback and private addresses (tests and demonstration).")
    request_delay_seconds: float = Field(2.0, ge=0, description="Pause between two requests to one host.")
    request_timeout_seconds: float = Field(30.0, gt=0, description="Time limit of one request.")
    request_tries: int = Field(3, ge=1, description="Tries of a request whose failure may pass.")
    host_requests: int = Field(5_000, gt=0, description="Most requests to one host in one run; the next run goes on.")
    hosts_at_once: int = Field(8, ge=1, description="Hosts visited side by side; one request at a time to each.")
    visit_all: bool = Field(False, description="Ask for every page and report, whatever the season (a deep sweep).")
    visit_days_busy: int = Field(
        1, ge=1, description="Days between two visits of lists and recent reports, January to March."
    )
    visit_days_quiet: int = Field(7, ge=1, description="The same, April to June.")
    visit_days_idle: int = Field(30, ge=1, description="The same, July to December.")
    visit_days_old: int = Field(
        180, ge=1, description="Days between two visits of reports older than two report years."
    )
    vanished_nights: int = Field(2, ge=2, description="Nights a stored report must answer 404 to be noted as vanished.")
    max_bytes: int = Field(100_000_000, gt=0, description="Largest response or file read, in bytes.")
    max_list_pages: int = Field(200, gt=0, description="Most pages of one list.")
    workers: int = Field(2, ge=1, description="Processes that read documents.")
    document_seconds: float = Field(60.0, gt=0, description="Time limit of reading one document.")
    document_memory_mb: int = Field(2048, gt=0, description="Memory limit of a reading process, in MiB.")
    batch_size: int = Field(100, ge=1, description="Documents in one Prefect task.")
    nightly_cron: str = Field(
        "30 2 * * *", description="When 'nianbao serve' runs a night, in Asia/Shanghai; a sixth field is seconds."
    )
    lock_wait_seconds: float = Field(
        0.0, ge=0, description="How long a run waits for another one that writes to the same folder."
    )
    docs_keep: int = Field(10, ge=1, description="Audit results and Data Docs kept, in runs.")
    decisions: Path | None = Field(
        None,
        description="File of reviewers' decisions, for version control; default: decisions.jsonl in the data folder.",
    )
    crops_per_run: int = Field(
        50, ge=0, description="Most reports whose findings get their pictures drawn in one run; the next run goes on."
    )
    snapshots_keep_last: int = Field(7, ge=0, description="Snapshots of the published file kept: the last so many.")
    snapshots_keep_months: int = Field(
        12, ge=0, description="Further snapshots kept: the last one of each of the newest so many months."
    )
    lake_catalog: str = Field(
        "", description="PostgreSQL database that is the catalog of the lake: dbname=nianbao host=db.example.org."
    )
    lake_data: str = Field(
        "", description="Where the Parquet files of the lake are: a folder, or s3://bucket/prefix; as given when made."
    )
    dask: str = Field(
        "",
        description="Scheduler of a Dask cluster that reads the documents: tcp://host:8786; this machine when empty.",
    )
    notify_urls: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_words)] = Field(
        (),
        description="Channels for messages, as Apprise addresses parted by blanks; they hold keys: environment only.",
    )
    notify_when: NotifyWhen = Field(
        "news", description="trouble: when a person is needed; news: also when it is mended; always: every run."
    )
    coverage_drop_percent: float = Field(
        20.0, gt=0, le=100, description="A site whose lists show so many percent fewer rows than before is told of."
    )
    metrics_file: Path | None = Field(
        None, description="Where to write the numbers of each run for Prometheus' textfile collector (*.prom)."
    )
    log_level: LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool = Field(False, description="One JSON object per log line instead of text.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls)
        for name in sorted(SECRETS.intersection(toml.toml_data)):
            raise SettingsError(
                TOML_NAME, f"'{name}' holds keys and may not stand in a file", f"set {ENV_PREFIX}{name.upper()}"
            )
        return init_settings, env_settings, toml

    @property
    def archive_dir(self) -> Path:
        """The fetch log and its index; the fetched bytes too, unless ``archive_url`` says otherwise."""
        return self.data_dir / "archive"

    @property
    def archive_location(self) -> str:
        """Where the fetched bytes are, as ``warehouse.archive_blobs.open_blobs`` takes it."""
        return self.archive_url or str(self.archive_dir)

    @property
    def staging_dir(self) -> Path:
        """Readings and build copies of runs that are under way."""
        return self.data_dir / "staging"

    @property
    def published_path(self) -> Path:
        """The DuckDB file that analysts open."""
        return self.data_dir / "nianbao.duckdb"

    @property
    def snapshots_dir(self) -> Path:
        """Dated snapshots of the published file."""
        return self.data_dir / "snapshots"

    @property
    def decisions_path(self) -> Path:
        """The file of reviewers' decisions."""
        return self.decisions or self.data_dir / "decisions.jsonl"

    @property
    def report_dir(self) -> Path:
        """The quality report and the Data Docs."""
        return self.data_dir / "quality"


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise SettingsError with one clear line for the first that is wrong or unknown."""
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or TOML_NAME
        if first["type"] == "extra_forbidden" and field not in overrides:
            mend = _nearest(field, Settings.model_fields)
            raise SettingsError(TOML_NAME, f"unknown setting '{field}'", mend) from error
        raise SettingsError(f"setting {field}", str(first["msg"]), SEE) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            TOML_NAME, f"cannot be read as TOML: {error}", "mend that line, or remove the file"
        ) from error


def _refuse_unknown_variables(variables: Iterable[str]) -> None:
    """A misspelt variable must not be passed over in silence: its setting would keep the default."""
    known = {name.upper() for name in Settings.model_fields}
    for variable in sorted(variables):
        name = variable.upper().removeprefix(ENV_PREFIX)
        if variable.upper().startswith(ENV_PREFIX) and name not in known | OTHER_VARIABLES:
            mend = _nearest(variable.upper(), [ENV_PREFIX + one for one in known])
            raise SettingsError("environment", f"unknown setting '{variable}'", mend)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean '{near[0]}'?" if near else SEE


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
