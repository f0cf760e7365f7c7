import GedisKit
import GedisSource

/// Writes modules for Python 3.9 and newer, which call over redis-py.
struct PythonWriter: ClientWriter {
    let naming = ClientNaming(
        values: .snake, choices: .capitals, reservedMembers: Self.keywords.union(Self.plainTypes),
        reservedChoices: [], reservedParameters: Self.keywords.union(["self", "request"]),
        reservedTypes: Self.imported.union(Self.own),
        classPrefixes: ["", "async"], renamesMembers: true)

    func module(for client: ClientModel) -> String {
        let types = PythonTypes(client.types)
        let parts =
            [Self.heading(client)] + client.types.map { Self.declaration($0, types) }
            + client.namespaces.flatMap { namespace in
                [
                    Self.namespaceClass(namespace, types, isAsync: false),
                    Self.namespaceClass(namespace, types, isAsync: true),
                ]
            } + [
                Self.client(client, isAsync: false), Self.client(client, isAsync: true),
                String(decoding: PackageResources.python_errors_py, as: UTF8.self),
                String(decoding: PackageResources.python_runtime_py, as: UTF8.self),
            ] + client.types.map { Self.codec($0, types) }
        return parts.map { $0.last == "\n" ? String($0.dropLast()) : $0 }.joined(separator: "\n\n\n") + "\n"
    }

    private static func heading(_ client: ClientModel) -> String {
        let names = client.namespaces.map(\.wireName).joined(separator: ", ")
        let first = client.namespaces.first?.name ?? "namespace"
        return #"""
            """Calls the commands of \#(names.isEmpty ? "no namespace" : names) on a gedis server, over redis-py.

            Made by 'gedis client generate', which makes it anew: do not change it here.

                client = Client(redis.Redis(host="localhost", port=9900))
                client.\#(first)
            """

            """# + String(decoding: PackageResources.python_imports_py, as: UTF8.self)
    }

    // MARK: - Types

    private static func declaration(_ type: ClientType, _ types: PythonTypes) -> String {
        let help = PythonText.docstring(type.help, indentation: 4)
        switch type.shape {
        case .choice(let choices):
            let values = choices.map { choice in
                let value =
                    switch choice.value {
                    case .text(let text): text.quoted
                    case .integer(let number): String(number)
                    }
                return "    \(choice.name) = \(value)"
            }
            let blank = help.isEmpty || values.isEmpty ? "" : "\n"
            let body = values.isEmpty && help.isEmpty ? "    pass" : values.joined(separator: "\n")
            return "class \(type.name)(enum.Enum):\n" + help + blank + body
        case .record(let members):
            // What has no default stands before what has one.
            let ordered = members.filter(\.isRequired) + members.filter { !$0.isRequired }
            let lines = ordered.map { member in
                let note = member.note.isEmpty ? "" : PythonText.docstring(member.note, indentation: 4)
                return "    \(member.name): \(member.schema.pythonType(in: types))"
                    + (member.isRequired ? "" : " = None") + "\n" + note
            }
            let body = lines.isEmpty && help.isEmpty ? "    pass" : lines.joined()
            return "@dataclass\nclass \(type.name):\n" + help + (help.isEmpty || lines.isEmpty ? "" : "\n") + body
        }
    }

    private static func codec(_ type: ClientType, _ types: PythonTypes) -> String {
        let start = "\(PythonTypes.codec(of: type.name)): _Codec[\(type.name)] = "
        switch type.shape {
        case .choice: return start + "_choice(\(type.name))"
        case .record(let members):
            let lines = members.map { member in
                "    _Member(\(member.wireName.quoted), \(member.name.quoted), "
                    + "\(member.schema.pythonCodec(in: types)), \(member.isRequired ? "True" : "False")),\n"
            }
            return start + "_record(\(type.name), lambda: [\n" + lines.joined() + "])"
        }
    }

    // MARK: - Clients

    private static func client(_ client: ClientModel, isAsync: Bool) -> String {
        let kind = isAsync ? "redis.asyncio.Redis" : "redis.Redis"
        let members = client.namespaces.map { namespace in
            "        self.\(namespace.name) = \(namespace.classNames[isAsync ? 1 : 0])(caller)"
        }
        return #"""
            class \#(isAsync ? "AsyncClient" : "Client"):
                """A server's namespaces, called over a connection of redis-py\#(isAsync ? "'s asyncio" : "")."""

                def __init__(self, connection: \#(kind)) -> None:
                    caller = \#(isAsync ? "_AsyncCaller" : "_Caller")(connection)

            """# + (members.isEmpty ? ["        del caller"] : members).joined(separator: "\n")
    }

    private static func namespaceClass(
        _ namespace: ClientModel.Namespace, _ types: PythonTypes, isAsync: Bool
    ) -> String {
        let summary = namespace.summary.isEmpty ? "The namespace \(namespace.wireName)." : namespace.summary
        return "class \(namespace.classNames[isAsync ? 1 : 0]):\n" + PythonText.docstring(summary, indentation: 4)
            + """

            def __init__(self, caller: \(isAsync ? "_AsyncCaller" : "_Caller")) -> None:
                self._caller = caller

            """.indented(by: 4)
            + namespace.commands.map { "\n" + PythonCommand($0, types, isAsync: isAsync).method.indented(by: 4) }
            .joined()
    }
}

extension PythonWriter {
    private static let keywords: Set<String> = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ]

    /// What annotations say in lower case: a member of the name would stand for it.
    private static let plainTypes: Set<String> = ["bool", "bytes", "dt", "float", "int", "str"]

    private static let imported: Set<String> = [
        "Any", "Callable", "Decimal", "Dict", "Generic", "Iterable", "List", "Optional", "Protocol", "Set", "Tuple",
        "Type", "TypeVar", "UUID", "Union",
        // Python's own, which the module names.
        "ArithmeticError", "Exception", "LookupError", "TypeError", "UnicodeDecodeError", "ValueError", "False", "None",
        "True",
    ]

    /// The names that python_errors.py and the clients have.
    private static let own: Set<String> = [
        "AsyncClient", "BackendError", "CallTimeoutError", "Client", "GedisError", "LoadingError", "MountError",
        "NotPermittedError", "ReplyError", "ThrottledError", "UnauthenticatedError", "WorkerError",
        "WrongPasswordError",
    ]
}
