class _Connection(Protocol):
    def execute_command(self, *words: Any, **options: Any) -> Any: ...


_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=enum.Enum)


class _Codec(Generic[_Value]):
    """How values of a type travel: in JSON, in a reply, and as an argument, which is JSON where nothing else is said."""

    def __init__(
        self, json: Callable[[_Value], Any], reply: Callable[[Any], _Value],
        argument: Optional[Callable[[_Value], Union[str, bytes]]] = None,
    ) -> None:
        self.json = json
        self.reply = reply
        self.argument = argument or (lambda value: _json(json(value)))


class _Request:
    """A command with its arguments."""

    def __init__(self, command: str) -> None:
        self.words: List[Union[str, bytes]] = [command]
        self._left_out: Optional[str] = None

    def add(self, name: str, codec: _Codec[_Value], value: _Value) -> None:
        if self._left_out is not None:
            raise TypeError(f"{str(self.words[0])}: '{name}' can only be given with '{self._left_out}'")
        self.words.append(codec.argument(value))

    def add_optional(
        self, name: str, codec: _Codec[_Value], value: Optional[_Value], default: Optional[_Value] = None
    ) -> None:
        if value is None:
            self._left_out = self._left_out or name
        elif self._left_out is None or value != default:
            self.add(name, codec, value)

    def add_all(self, name: str, codec: _Codec[_Value], values: Iterable[_Value]) -> None:
        for value in values:
            self.add(name, codec, value)

    def read(self, codec: _Codec[_Value], reply: Any) -> _Value:
        try:
            return codec.reply(reply)
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            raise ReplyError(
                f"the reply of {str(self.words[0])} does not fit this module, generate it anew: "
                f"{type(error).__name__}: {error}"
            ) from error


class _Caller:
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def call(self, request: _Request, codec: _Codec[_Value]) -> _Value:
        try:
            reply = self._connection.execute_command(*request.words, NEVER_DECODE=True)
        except _failures as failure:
            raise _error(failure) from failure
        return request.read(codec, reply)


class _AsyncCaller:
    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    async def call(self, request: _Request, codec: _Codec[_Value]) -> _Value:
        try:
            reply = await self._connection.execute_command(*request.words, NEVER_DECODE=True)
        except _failures as failure:
            raise _error(failure) from failure
        return request.read(codec, reply)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _same(value: Any) -> Any:
    return value


def _read_text(reply: Any) -> str:
    if isinstance(reply, (bytes, str)):
        return reply.decode() if isinstance(reply, bytes) else reply
    raise TypeError(f"text expected, got {reply!r}")


def _read_bytes(reply: Any) -> bytes:
    return reply if isinstance(reply, bytes) else _read_text(reply).encode()


def _read_integer(reply: Any) -> int:
    return int(_read_text(reply)) if isinstance(reply, (bytes, str)) else operator.index(reply)


def _read_number(reply: Any) -> float:
    return float(_read_text(reply) if isinstance(reply, (bytes, str)) else reply)


def _read_truth(reply: Any) -> bool:
    if reply in (0, 1):
        return bool(reply)
    raise TypeError(f"a truth value expected, got {reply!r}")


def _read_any(reply: Any) -> Any:
    """What nothing is known of: text is text where it is UTF-8."""
    if isinstance(reply, bytes):
        try:
            return reply.decode()
        except UnicodeDecodeError:
            return reply
    if isinstance(reply, dict):
        return {_read_any(key): _read_any(value) for key, value in reply.items()}
    if isinstance(reply, (list, tuple, set, frozenset)):
        return [_read_any(value) for value in reply]
    return reply


def _any_argument(value: Any) -> Union[str, bytes]:
    if isinstance(value, (str, bytes)):
        return value
    return _number.argument(value) if isinstance(value, float) else _json(value)


def _moment_text(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: datetime.now(timezone.utc) has one")
    value = value.astimezone(dt.timezone.utc)
    text = value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def _read_moment(reply: Any) -> dt.datetime:
    return dt.datetime.fromisoformat(_read_text(reply).replace("Z", "+00:00"))


_nothing: _Codec[None] = _Codec(_same, lambda reply: None)
_any: _Codec[Any] = _Codec(_same, _read_any, _any_argument)
_text: _Codec[str] = _Codec(_same, _read_text, _same)
_bytes: _Codec[bytes] = _Codec(lambda value: base64.b64encode(value).decode(), _read_bytes, _same)
_integer: _Codec[int] = _Codec(_same, _read_integer, lambda value: str(int(value)))
_number: _Codec[float] = _Codec(float, _read_number, lambda value: repr(float(value)))
_truth: _Codec[bool] = _Codec(bool, _read_truth, lambda value: "true" if value else "false")
_moment: _Codec[dt.datetime] = _Codec(_moment_text, _read_moment, _moment_text)
_day: _Codec[dt.date] = _Codec(
    dt.date.isoformat, lambda reply: dt.date.fromisoformat(_read_text(reply)), dt.date.isoformat)
_decimal: _Codec[Decimal] = _Codec(str, lambda reply: Decimal(_read_text(reply)), str)
_uuid: _Codec[UUID] = _Codec(str, lambda reply: UUID(_read_text(reply)), str)


def _maybe(codec: _Codec[_Value]) -> _Codec[Optional[_Value]]:
    return _Codec(
        lambda value: None if value is None else codec.json(value),
        lambda reply: None if reply is None else codec.reply(reply))


def _list(codec: _Codec[_Value]) -> _Codec[List[_Value]]:
    return _Codec(
        lambda values: [codec.json(value) for value in values],
        lambda reply: [codec.reply(value) for value in _elements(reply)])


def _set(codec: _Codec[_Value]) -> _Codec[Set[_Value]]:
    return _Codec(
        lambda values: [codec.json(value) for value in values],
        lambda reply: {codec.reply(value) for value in _elements(reply)})


def _map(codec: _Codec[_Value]) -> _Codec[Dict[str, _Value]]:
    return _Codec(
        lambda values: {key: codec.json(value) for key, value in values.items()},
        lambda reply: {_read_text(key): codec.reply(value) for key, value in _entries(reply)})


def _choice(kind: Type[_Choice]) -> _Codec[_Choice]:
    is_integer = all(isinstance(choice.value, int) for choice in kind)
    return _Codec(
        lambda value: value.value,
        lambda reply: kind(_read_integer(reply) if is_integer else _read_text(reply)),
        lambda value: str(value.value))


class _Member:
    def __init__(self, wire: str, name: str, codec: _Codec[Any], required: bool) -> None:
        self.wire, self.name, self.codec, self.required = wire, name, codec, required


def _record(kind: Callable[..., _Value], members: Callable[[], List[_Member]]) -> _Codec[_Value]:
    def write(value: _Value) -> Dict[str, Any]:
        given = [(member, getattr(value, member.name)) for member in members()]
        return {m.wire: m.codec.json(item) for m, item in given if m.required or item is not None}

    def read(reply: Any) -> _Value:
        found = {_read_text(key): value for key, value in _entries(reply)}
        given = [(member, found[member.wire] if member.required else found.get(member.wire)) for member in members()]
        return kind(**{member.name: member.codec.reply(item) for member, item in given})

    return _Codec(write, read)


def _elements(reply: Any) -> Iterable[Any]:
    if isinstance(reply, (list, tuple, set, frozenset)):
        return reply
    raise TypeError(f"a list expected, got {reply!r}")


def _entries(reply: Any) -> Iterable[Tuple[Any, Any]]:
    """A map's keys and values, which are one list over RESP2."""
    if isinstance(reply, dict):
        return reply.items()
    values = list(_elements(reply))
    if len(values) % 2:
        raise TypeError("a map expected, got a list")
    return zip(values[::2], values[1::2])
