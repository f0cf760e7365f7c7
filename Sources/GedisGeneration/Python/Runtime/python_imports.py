from __future__ import annotations

import base64
import datetime as dt
import enum
import json
import operator
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import (
    Any, Callable, Dict, Generic, Iterable, List, Optional, Protocol, Set, Tuple, Type, TypeVar, Union,
)
from uuid import UUID

import redis
import redis.asyncio
import redis.exceptions
