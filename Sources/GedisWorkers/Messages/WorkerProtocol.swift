/// What gedis and workers say to each other; docs/workers.md has it in words.
///
/// A message is a list whose first element says what it is. A frame is its length in four bytes, the lowest first, and a
/// list of messages.
enum WorkerProtocol {
    /// The version that is spoken.
    static let version = 1

    /// What a worker is sent.
    enum Request: Int {
        /// A call: its number, the command's, the arguments, and what only some commands ask for.
        case call
        /// What it asked for: the number of its question, whether it is the value, and the value or the error.
        case answer
        /// Nobody waits for a call any more: the call's number.
        case cancel
        /// It is to end.
        case stop
        /// The namespace that it is to serve: name, path, source and settings.
        case load
        /// Calls come over another socket too, a lane, which comes with the message.
        case lane
    }

    /// What a worker sends.
    enum Notice: Int {
        /// What a call came to: the call's number and the value.
        case reply
        /// How a call failed: its number, the error's code or nothing, its text, and a trace or nothing.
        case error
        /// A question: its number, what it asks for, and what that needs.
        case ask
        /// A line for the log: level, text, and the number of the call that says it or 0.
        case log
        /// It serves: the manifest.
        case ready
        /// It cannot: a list of line, column and text each.
        case failed
    }

    /// The most bytes of a frame.
    static let mostBytes = 1 << 29
}
