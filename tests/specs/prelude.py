import datetime
import decimal
import enum
import uuid

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

