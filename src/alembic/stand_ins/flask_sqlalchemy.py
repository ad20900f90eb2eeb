from sqlalchemy import MetaData
from sqlalchemy.orm import declarative_base


class SQLAlchemy:
    def __init__(self, app=None, use_native_unicode=True, session_options=None, metadata=None, query_class=None,
                 model_class=None, engine_options=None, **options):
        if metadata is None:
            metadata = getattr(model_class, "metadata", None)
        if metadata is None:
            metadata = MetaData()
        self.metadata = metadata
        self.Model = declarative_base(metadata=metadata)
