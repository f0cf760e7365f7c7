extension Client {
    /// Where a server listens.
    public enum Endpoint: Hashable, Sendable, CustomStringConvertible {
        /// A host name or IP address and a port. Where a name has several addresses, each is tried.
        case tcp(host: String, port: Int)
        /// The path of a Unix socket.
        case unix(path: String)

        /// The address as error messages name it: `localhost:9900`, `[::1]:9900` or a path.
        public var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .unix(let path): path
            }
        }
    }
}
