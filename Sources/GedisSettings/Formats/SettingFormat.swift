/// How a setting's value is written: how it is read from text and put back.
package struct SettingFormat<Value: Sendable>: Sendable {
    /// What stands for a value in help texts, such as `port`.
    package var placeholder: String
    /// Whether the value is text for YAML too, and needs quotes where it looks like something else.
    package var isText = true
    /// Whether a list of texts may stand for the texts with spaces between them.
    package var isList = false
    /// How a text of such a list stands among the others; nil where that is as it is.
    package var listElement: (@Sendable (String) -> String)?
    /// What shape a value has in a file, for editors.
    package var shape = SettingShape.text
    /// Reads a value.
    package var parse: @Sendable (String) throws(SettingMistake) -> Value
    /// Writes a value.
    package var render: @Sendable (Value) -> String

    /// Describes a form.
    package init(
        placeholder: String, isText: Bool = true, isList: Bool = false,
        listElement: (@Sendable (String) -> String)? = nil, shape: SettingShape = .text,
        parse: @escaping @Sendable (String) throws(SettingMistake) -> Value,
        render: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.isText = isText
        self.isList = isList
        self.listElement = listElement
        self.shape = shape
        self.parse = parse
        self.render = render
    }
}

/// What is wrong with a setting's value: `99999 is not a port (1…65535)`.
package struct SettingMistake: Error {
    /// What is wrong.
    package var message: String
    /// Which of a list's texts is wrong, from 0; nil where it is the whole value.
    package var element: Int?

    /// Says what is wrong.
    package init(message: String, element: Int? = nil) {
        self.message = message
        self.element = element
    }
}

extension SettingFormat<String> {
    /// Any text without control characters.
    package static let text = SettingFormat(placeholder: "text", parse: printable, render: \.self)

    /// A file's path; one that doesn't begin with `/` is taken from the repo's folder.
    package static let path = SettingFormat(placeholder: "path", parse: printable, render: \.self)

    /// The path of a URL, from its first `/` on.
    package static let urlPath = SettingFormat(
        placeholder: "/path",
        parse: { (text) throws(SettingMistake) in
            guard text.count > 1, text.hasPrefix("/"), !text.hasPrefix("//"),
                text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && !"?#%\"\\".utf8.contains($0) })
            else { throw SettingMistake(message: "'\(text.visible)' is not a path such as /gun") }
            return text
        }, render: \.self)

    @Sendable private static func printable(_ text: String) throws(SettingMistake) -> String {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw SettingMistake(message: "'\(text.visible)' has a control character in it")
        }
        return text
    }
}

extension SettingFormat<Int> {
    /// A whole number of things.
    package static func count(_ range: ClosedRange<Int>) -> SettingFormat {
        number("number", in: range, expected: "a number")
    }

    /// A whole number, as help and errors call it.
    static func number(_ placeholder: String, in range: ClosedRange<Int>, expected: String) -> SettingFormat {
        SettingFormat(
            placeholder: placeholder, isText: false, shape: .integer(range),
            parse: { (text) throws(SettingMistake) in
                guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(text), range ~= number else {
                    let expectation = "\(expected) (\(range.lowerBound)…\(range.upperBound))"
                    throw SettingMistake(message: "\(text.isEmpty ? "''" : text.visible) is not \(expectation)")
                }
                return number
            }, render: { String($0) })
    }

    /// A file's permissions in octal digits, such as `0700`.
    package static let octalMode = SettingFormat(
        placeholder: "mode", shape: .pattern("^[0-7]{3,4}$"),
        parse: { (text) throws(SettingMistake) in
            guard 3...4 ~= text.utf8.count, let mode = Int(text, radix: 8), 0...0o777 ~= mode else {
                throw SettingMistake(message: "\(text.visible) is not a file mode such as 0700")
            }
            return mode
        }, render: { "0" + String($0, radix: 8) })
}

extension SettingFormat<Bool> {
    /// A truth value: true, yes and on, or false, no and off, in any case.
    package static let boolean = SettingFormat(
        placeholder: "true|false", isText: false, shape: .boolean,
        parse: { (text) throws(SettingMistake) in
            switch text.lowercased() {
            case "true", "yes", "on": return true
            case "false", "no", "off": return false
            default: throw SettingMistake(message: "'\(text.visible)' is neither true nor false")
            }
        }, render: { $0 ? "true" : "false" })
}

extension SettingFormat {
    /// The same with the value kept as text, in the form in which it is written.
    package var asText: SettingFormat<String> {
        SettingFormat<String>(
            placeholder: placeholder, isText: isText, isList: isList, shape: shape,
            parse: { (text) throws(SettingMistake) in render(try parse(text)) }, render: \.self)
    }

    /// Texts of this form with spaces or commas between them.
    package var list: SettingFormat<[Value]> {
        SettingFormat<[Value]>(
            placeholder: placeholder + "…", isList: true,
            parse: { (text) throws(SettingMistake) in
                var values: [Value] = []
                for part in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
                    values.append(try parse(String(part)))
                }
                return values
            }, render: { $0.map(render).joined(separator: " ") })
    }
}
