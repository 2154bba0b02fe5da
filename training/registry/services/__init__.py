"""What people and jobs do with models."""

from registry.services.models import (
    StoredFolder,
    import_model,
    materialise,
    publish_tuned,
    show_imported,
    size_of,
    store_folder,
    stream_file,
)

__all__ = [
    "StoredFolder",
    "import_model",
    "materialise",
    "publish_tuned",
    "show_imported",
    "size_of",
    "store_folder",
    "stream_file",
]
