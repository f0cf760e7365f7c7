internal import GedisKit

/// Prints replies as redis-cli does into a pipe.
struct RawRenderer {
    private(set) var output: [UInt8] = []

    mutating func newline() { output.append(UInt8(ascii: "\n")) }

    mutating func render(_ value: Value) {
        switch value {
        case .null: break
        case .simple(let text), .verbatim(let text, _), .bigNumber(let text): write(text)
        case .error(let error):
            write(error.description)
            newline()
        case .attributed(let value, _): render(value)
        case .integer(let number): write("\(number)")
        case .double(let number): write(number.shortest)
        case .boolean(let truth): write(truth ? "(true)" : "(false)")
        case .bulk(let bytes): output.append(contentsOf: bytes)
        case .array(let values), .set(let values), .push(let values):
            for (index, value) in values.enumerated() {
                if index > 0 { newline() }
                render(value)
            }
        case .map(let entries):
            for (index, entry) in entries.enumerated() {
                if index > 0 { newline() }
                render(entry.key)
                write(" ")
                render(entry.value)
            }
        }
    }

    private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }
}
