"""The tables of an invented folder, written once."""

from pathlib import Path

import pytest

from inference.output.statistics.columns import Column, columns_of
from inference.output.statistics.readers import write_readers
from inference.output.statistics.stata import write_stata
from inference.output.statistics.tables import PARQUET, row_of, tables_writer
from inference.output.workbook.survey import survey_of
from tests.inference.output.tagged_folder import TAXONOMY, manifest, tagged


@pytest.fixture(scope="package")
def columns() -> list[Column]:
    return columns_of(TAXONOMY, survey_of(tagged()).further_kinds)


@pytest.fixture(scope="package")
def written(tmp_path_factory: pytest.TempPathFactory, columns: list[Column]) -> Path:
    folder = tmp_path_factory.mktemp("statistics")
    with tables_writer(folder, columns) as tables:
        for one in tagged():
            tables.write(row_of(columns, one))
    write_stata(folder, folder / PARQUET, columns, manifest().id, language="zh")
    write_readers(folder, columns, "zh")
    return folder
