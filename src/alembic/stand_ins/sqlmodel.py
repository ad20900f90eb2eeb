from sqlalchemy import MetaData


class SQLModel:
    metadata = MetaData()
