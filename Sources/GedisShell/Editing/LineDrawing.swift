import CLibEdit
import Glibc

/// What is drawn on the terminal beside what libedit draws.
final class LineDrawing {
    private let output: any ShellOutput
    /// Grey, or faint without colours.
    private let style: String
    /// Whether the terminal understands more than text.
    private let isCapable = !["dumb", ""].contains(getenv("TERM").map { String(cString: $0) } ?? "")
    private var isHinting = false

    /// Draws on the terminal of an output.
    init(output: any ShellOutput) {
        self.output = output
        style = output.hasColouredDrawing ? "\u{1B}[90m" : "\u{1B}[2m"
    }

    /// How many characters a line of the terminal holds.
    private var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Shows a hint behind the cursor, as far as the line of the terminal reaches, and puts the cursor back.
    ///
    /// - Parameters:
    ///   - hint: the text
    ///   - text: the prompt and the line, which the cursor stands behind
    func showHint(_ hint: String, after text: String) {
        let columns = columns
        // The last column stays free: some terminals go on to the next line after it.
        let room = columns - Self.position(after: text, columns).column - 1
        let shown = hint.cells <= room ? hint : hint.prefix(cells: room - 1) + "…"
        guard isCapable, !hint.isEmpty, room > 1 else { return }
        draw("\(style)\(shown)\u{1B}[0m\u{1B}[\(shown.cells)D")
        isHinting = true
    }

    /// Takes the hint away.
    func removeHint() {
        guard isHinting else { return }
        draw("\u{1B}[K")
        isHinting = false
    }

    /// Erases the prompt and the line.
    ///
    /// - Parameter text: what of them stands before the cursor
    func erase(_ text: String) {
        let row = Self.position(after: text, columns).row
        draw((row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[J")
    }

    /// Words in columns, one after the other down each.
    func table(of words: [String]) -> String { Self.table(of: words, columns: columns) }

    static func table(of words: [String], columns: Int) -> String {
        let width = (words.map(\.cells).max() ?? 0) + 2
        let rows = (words.count - 1) / max(1, columns / width) + 1
        return (0..<rows).map { row in
            stride(from: row, to: words.count, by: rows).map { index in
                let isLast = index + rows >= words.count
                return words[index] + (isLast ? "" : String(repeating: " ", count: width - words[index].cells))
            }.joined()
        }.joined(separator: "\n")
    }

    /// Where the cursor stands after a text that begins at the left.
    static func position(after text: String, _ columns: Int) -> (row: Int, column: Int) {
        var (row, column) = (0, 0)
        for scalar in text.unicodeScalars {
            if column + scalar.cells > columns { (row, column) = (row + 1, 0) }
            column += scalar.cells
            if column == columns { (row, column) = (row + 1, 0) }
        }
        return (row, column)
    }

    private func draw(_ text: String) { output.draw(text) }
}

extension StringProtocol {
    /// How many columns of the terminal it takes.
    fileprivate var cells: Int { unicodeScalars.reduce(0) { $0 + $1.cells } }

    /// As much of it as some columns hold.
    fileprivate func prefix(cells: Int) -> String {
        var room = cells
        return String(
            String.UnicodeScalarView(
                unicodeScalars.prefix { scalar in
                    room -= scalar.cells
                    return room >= 0
                }))
    }
}

extension Unicode.Scalar {
    /// How many columns of the terminal it takes; a control character is drawn as two, such as `^A`.
    fileprivate var cells: Int {
        let width = edit_width(wchar_t(bitPattern: value))
        return width < 0 ? 2 : Int(width)
    }
}
