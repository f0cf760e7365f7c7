internal import GedisKit

/// Prints replies as redis-cli does at a terminal.
struct TerminalRenderer {
    private(set) var output: [UInt8] = []

    /// Prints a value from where the line stands.
    ///
    /// - Parameters:
    ///   - value: what to print
    ///   - indent: the columns before the lines that follow the first
    mutating func render(_ value: Value, indent: Int = 0) {
        switch value {
        case .null: line("(nil)")
        case .simple(let text), .verbatim(let text, _): line(text)
        case .error(let error): line("(error) \(error)")
        case .integer(let number): line("(integer) \(number)")
        case .double(let number): line("(double) \(number.shortest)")
        case .boolean(let truth): line(truth ? "(true)" : "(false)")
        case .bigNumber(let digits): line("(big number) \(digits)")
        case .bulk(let bytes): line(QuotedBytes(bytes).description)
        case .array(let values): list(values, ")", empty: "(empty array)", indent)
        case .set(let values): list(values, "~", empty: "(empty set)", indent)
        case .push(let values): list(values, ")", empty: "(empty push)", indent)
        case .map(let entries): map(entries, indent)
        case .attributed(let value, let entries):
            map(entries, mark: "|", indent)
            write(String(repeating: " ", count: indent))
            render(value, indent: indent)
        }
    }

    private mutating func list(_ values: [Value], _ mark: String, empty: String, _ indent: Int) {
        if values.isEmpty { return line(empty) }
        let width = "\(values.count)".utf8.count
        for (index, value) in values.enumerated() {
            number(index, mark, width, indent)
            render(value, indent: indent + width + 2)
        }
    }

    private mutating func map(_ entries: [Value.Entry], mark: String = "#", _ indent: Int) {
        if entries.isEmpty { return line("(empty hash)") }
        let width = "\(entries.count)".utf8.count
        for (index, entry) in entries.enumerated() {
            number(index, mark, width, indent)
            render(entry.key, indent: indent + width + 2)
            output.removeLast()  // The value stands on the last line of the key.
            write(" => ")
            let start = output.count
            render(entry.value, indent: indent + width + 2)
            // A value of several lines begins on a line of its own.
            if output[start...].dropLast().contains(UInt8(ascii: "\n")) {
                output.insert(contentsOf: ("\n" + String(repeating: " ", count: indent + width + 2)).utf8, at: start)
            }
        }
    }

    /// Prints the number before an element. The first stands on the line that its list begins on.
    private mutating func number(_ index: Int, _ mark: String, _ width: Int, _ indent: Int) {
        let digits = "\(index + 1)"
        let spaces = (index == 0 ? 0 : indent) + width - digits.utf8.count
        write(String(repeating: " ", count: spaces) + digits + mark + " ")
    }

    private mutating func line(_ text: String) { write(text + "\n") }

    private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }
}
