extension Connection {
    /// What has to happen before the connection can go on.
    enum Step: ~Copyable {
        /// More bytes have to arrive.
        case input
        /// The command has to answer the request that `calls` keeps; then `finish` and `resume`. It is valid while its table
        /// is in use.
        case call(Unmanaged<CommandEntry>)
        /// Other threads have to be asked; then `finish` and `resume`.
        case inquiry(BuiltIn.Inquiry, CommandEntry)
        /// The server has to go on after a pause; then `resume`.
        case paused
        /// Another server has to reply to calls that were sent on, or to take more of them; then `resume`.
        case relaying
        /// The replies have to be sent; then `resume`.
        case output
        /// The other connections have their turn; then `resume`.
        case turn
        /// The replies have to be sent and the connection closed.
        case close
    }
}

extension Connection.Step {
    /// Whether a command has begun that may suspend.
    var isCall: Bool {
        switch self {
        case .call: true
        case .inquiry: true
        default: false
        }
    }
}
