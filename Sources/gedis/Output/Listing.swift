import GedisClient
import GedisKit

/// Rows under headings, for people as a table and for programs as JSON or YAML.
struct Listing {
    /// A column: its heading in a table, and its key elsewhere.
    struct Column {
        var heading: String
        var key: String { heading.lowercased().replacing(" ", with: "_") }
    }

    private let columns: [Column]
    private var rows: [[Value]] = []

    init(_ headings: String...) { columns = headings.map(Column.init) }

    /// Adds a row with a value for each column; columns without one have null, which is a dash in the table.
    mutating func add(_ row: Value...) {
        rows.append(row + [Value](repeating: .null, count: max(0, columns.count - row.count)))
    }

    /// Prints the rows.
    func print(as format: OutputFormat) {
        switch format {
        case .table: Terminal.say(table)
        case .json: Terminal.say(bytes: ReplyFormat.json.render(document))
        case .yaml: Terminal.say(yaml)
        }
    }

    private var document: Value {
        .array(rows.map { row in .map(zip(columns, row).map { Value.Entry(.string($0.key), $1) }) })
    }

    private var table: String {
        let cells = [columns.map(\.heading)] + rows.map { $0.map(\.cell) }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
            return String(line.reversed().drop(while: { $0 == " " }).reversed())
        }.joined(separator: "\n")
    }

    private static func json(_ value: Value) -> String {
        String(decoding: ReplyFormat.json.render(value).dropLast(), as: UTF8.self)
    }

    /// JSON's scalars are YAML's too, so only the structure is written otherwise.
    private var yaml: String {
        guard !rows.isEmpty else { return "[]" }
        return rows.map { row in
            zip(columns, row).enumerated().map { index, pair in
                "\(index == 0 ? "- " : "  ")\(pair.0.key): \(Self.json(pair.1))"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

extension Value {
    /// The value in a table.
    fileprivate var cell: String {
        switch self {
        case .null: "-"
        case .boolean(let truth): truth ? "yes" : "no"
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .array(let values): values.isEmpty ? "-" : Self.joined(values.map(\.cell))
        default: text ?? "-"
        }
    }

    /// Texts of a list, with more than a space between them where they have such themselves.
    private static func joined(_ texts: [String]) -> String {
        texts.joined(separator: texts.contains { $0.contains(" ") } ? "; " : " ")
    }
}
