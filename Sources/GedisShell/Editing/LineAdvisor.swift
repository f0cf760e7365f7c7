/// What an editor asks about the line that is being typed; asked on the editor's thread.
protocol LineAdvisor: Sendable {
    /// What stands before the line.
    var prompt: String { get }
    /// What is shown behind a line while the cursor stands at its end.
    func hint(after line: String) -> String
    /// What the line up to the cursor can become.
    func completions(of line: String) -> [String]
}
