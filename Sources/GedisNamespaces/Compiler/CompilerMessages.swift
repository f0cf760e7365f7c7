/// What the compiler said, taken apart: `file:line:column: severity: message`, then the source line and a mark.
struct CompilerMessages {
    /// One message, in whichever file.
    struct Message {
        var file: String
        var place: SourcePlace
        var severity: Diagnostic.Severity
        var text: String
        var excerpt: [Substring]
    }

    /// The messages that name a file and a line.
    private(set) var messages: [Message] = []

    /// Everything that was said before the first of them.
    private(set) var rest = ""

    /// Reads what `swiftc -diagnostic-style llvm` writes.
    init(_ output: String) {
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /(.+?):(\d+):(\d+): (error|warning|note): (.*)/) {
                messages.append(
                    Message(
                        file: String(match.1),
                        place: SourcePlace(
                            file: String(match.1), line: Int(match.2) ?? 1, column: Int(match.3) ?? 1),
                        severity: Diagnostic.Severity(rawValue: String(match.4)) ?? .error, text: String(match.5),
                        excerpt: []))
            } else if messages.isEmpty {
                rest += line + "\n"
            } else {
                messages[messages.count - 1].excerpt.append(line)
            }
        }
    }

    /// What concerns the author: messages about the source, and errors in the glue, put down to the line of the source
    /// that the glue comes from.
    ///
    /// - Parameters:
    ///   - files: the author's files
    ///   - other: what to say of an error that is in none of them
    /// - Returns: the messages.
    func diagnostics(for files: [SourceFile], other: (Message) -> Diagnostic? = { _ in nil }) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var isAboutSource = false
        for message in messages {
            let file = files.first { $0.name == message.file }
            if message.severity != .note { isAboutSource = file != nil }
            if let file, isAboutSource {
                let excerpt = message.excerpt.joined(separator: "\n").trimmedEnd
                diagnostics.append(
                    Diagnostic(
                        path: file.path, place: message.place, severity: message.severity, message: message.text,
                        excerpt: excerpt))
            } else if message.severity == .error, let diagnostic = other(message) {
                diagnostics.append(diagnostic)
            }
        }
        return diagnostics
    }

    /// What concerns the author of a namespace.
    func diagnostics(for source: NamespaceSource, glue: Glue?) -> [Diagnostic] {
        diagnostics(for: source.files) { message in
            glue.map { Self.diagnostic(for: message, in: source, glue: $0) }
        }
    }

    /// An error in the glue has one of two causes: a type that is not an argument, or one that is not a reply.
    static func diagnostic(for message: Message, in source: NamespaceSource, glue: Glue) -> Diagnostic {
        let place = glue.origin(ofLine: message.place.line)
        let method = glue.model.methods.first { $0.place == place }?.name ?? glue.model.type
        let line = message.excerpt.first ?? ""
        let isAboutType = ["conform", "expected argument type", "no exact matches in call"]
            .contains(where: message.text.contains)
        if isAboutType, let match = line.firstMatch(of: /arguments\.decode(?:Rest)?\((.+)\.self, .*"(.+)"\)/) {
            return source.diagnostic(
                at: place,
                "parameter '\(match.2)' of '\(method)' cannot be read from an argument: "
                    + NamespaceSource.argumentAdvice(match.1))
        }
        if isAboutType, line.contains("reply.result(") {
            return source.diagnostic(
                at: place,
                "what '\(method)' returns cannot be a reply: return text, a number, a list of such, a Value, "
                    + "or a type that conforms to Encodable or Reply")
        }
        return source.diagnostic(at: place, "'\(method)' cannot be a command: \(message.text)")
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        lastIndex { !$0.isWhitespace }.map { String(self[...$0]) } ?? ""
    }
}
