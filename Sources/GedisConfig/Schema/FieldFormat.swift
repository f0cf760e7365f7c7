/// How a field's value is written: how it is read from text and put back.
struct FieldFormat<Value: Sendable>: Sendable {
    /// What stands for a value in help texts, such as `port`.
    var placeholder: String
    /// Whether the value is text for YAML too, and needs quotes where it looks like something else.
    var isText = true
    var parse: @Sendable (String) throws(FieldMistake) -> Value
    var render: @Sendable (Value) -> String
}

/// What is wrong with a field's value: `99999 is not a port (1…65535)`.
struct FieldMistake: Error {
    var message: String
    /// Where it stands, if not where the value begins.
    var position: TextPosition?
}

extension FieldFormat<String> {
    /// Any text without control characters.
    static let text = FieldFormat(placeholder: "text", parse: printable, render: \.self)

    /// A host's name or an address.
    static let host = FieldFormat(
        placeholder: "host",
        parse: { (text) throws(FieldMistake) in
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !text.contains("/") else {
                throw FieldMistake(message: "'\(text.visible)' is neither a host name nor an address")
            }
            return text
        }, render: \.self)

    /// A file's path; one that doesn't begin with `/` is taken from the repo's folder.
    static let path = FieldFormat(placeholder: "path", parse: printable, render: \.self)

    /// The name of an instance of some kind, or nothing.
    static func reference(to kind: InstanceKind) -> FieldFormat {
        FieldFormat(
            placeholder: kind.rawValue,
            parse: { (text) throws(FieldMistake) in
                guard text.isEmpty || InstanceName.isSound(text) else {
                    throw FieldMistake(message: "'\(text.visible)' is no name of a \(kind)")
                }
                return text
            }, render: \.self)
    }

    /// A number of seconds, perhaps with a fraction, of at most a day.
    static let duration = FieldFormat(
        placeholder: "seconds", isText: false,
        parse: { (text) throws(FieldMistake) in
            guard let seconds = Double(text), seconds > 0, seconds <= 86400 else {
                throw FieldMistake(
                    message:
                        "\(text.isEmpty ? "''" : text.visible) is not a number of seconds above 0 and at most 86400")
            }
            return text
        }, render: \.self)

    @Sendable private static func printable(_ text: String) throws(FieldMistake) -> String {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw FieldMistake(message: "'\(text.visible)' has a control character in it")
        }
        return text
    }
}

extension FieldFormat<Int> {
    /// A TCP port in a range.
    static func port(_ range: ClosedRange<Int>) -> FieldFormat { number("port", in: range, expected: "a port") }

    /// A whole number of seconds.
    static func seconds(_ range: ClosedRange<Int>) -> FieldFormat {
        number("seconds", in: range, expected: "a number of seconds")
    }

    /// A whole number of things.
    static func count(_ range: ClosedRange<Int>) -> FieldFormat { number("number", in: range, expected: "a number") }

    private static func number(_ placeholder: String, in range: ClosedRange<Int>, expected: String) -> FieldFormat {
        FieldFormat(
            placeholder: placeholder, isText: false,
            parse: { (text) throws(FieldMistake) in
                guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text), range ~= number else {
                    let expectation = "\(expected) (\(range.lowerBound)…\(range.upperBound))"
                    throw FieldMistake(message: "\(text.isEmpty ? "''" : text.visible) is not \(expectation)")
                }
                return number
            }, render: { String($0) })
    }

    /// A file's permissions in octal digits, such as `0700`.
    static let octalMode = FieldFormat(
        placeholder: "mode",
        parse: { (text) throws(FieldMistake) in
            guard 3...4 ~= text.utf8.count, let mode = Int(text, radix: 8), 0...0o777 ~= mode else {
                throw FieldMistake(message: "\(text.visible) is not a file mode such as 0700")
            }
            return mode
        }, render: { "0" + String($0, radix: 8) })
}

extension FieldFormat<Bool> {
    /// A truth value: true, yes and on, or false, no and off, in any case.
    static let boolean = FieldFormat(
        placeholder: "true|false", isText: false,
        parse: { (text) throws(FieldMistake) in
            switch text.lowercased() {
            case "true", "yes", "on": return true
            case "false", "no", "off": return false
            default: throw FieldMistake(message: "'\(text.visible)' is neither true nor false")
            }
        }, render: { $0 ? "true" : "false" })
}

extension FieldFormat {
    /// The same with the value kept as text, in the form in which it is written.
    var asText: FieldFormat<String> {
        FieldFormat<String>(
            placeholder: placeholder, isText: isText,
            parse: { (text) throws(FieldMistake) in render(try parse(text)) }, render: \.self)
    }
}

extension String {
    /// The text fit for one line of an error: cut where it is long, control characters as `?`.
    var visible: String {
        let scalars = unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return scalars.joined() + (unicodeScalars.count > 60 ? "…" : "")
    }
}
