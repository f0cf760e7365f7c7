/// Where a shell prints: replies on one stream, all else on another.
package protocol ShellOutput: Sendable {
    /// Whether a person reads the replies.
    var isInteractive: Bool { get }
    /// Whether replies may have colours.
    var hasColouredReplies: Bool { get }
    /// Whether what is drawn may have colours.
    var hasColouredDrawing: Bool { get }

    /// Prints bytes of a reply as they are.
    func reply(_ bytes: [UInt8])

    /// Prints a line that deserves attention.
    func note(_ text: String)

    /// Prints a line that says what went wrong.
    func complain(_ text: String)

    /// Prints why something could not be done.
    func complain(of error: any Error)

    /// Draws on the terminal that a person types at, without a line's end.
    func draw(_ text: String)
}
