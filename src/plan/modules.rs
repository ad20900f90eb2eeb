//! Gives revisions the modules they import: the given files, and what the SQLAlchemy and Alembic rooms provide.
