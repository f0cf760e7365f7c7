import GedisKit

/// What a connection's client has said of itself.
struct Session {
    /// The connection's number, unique in this server's life.
    let id: Int
    /// Where the client is: `address:port`, or the socket's path.
    let address: String
    /// The protocol version that replies are written in.
    var version = ReplyWriter.Version.resp2
    /// Whether the client has said the password, or needs none.
    var isAuthenticated: Bool
    /// What `CLIENT SETNAME` set.
    var name = ""
    /// What `CLIENT SETINFO` set.
    var libraryName = ""
    /// What `CLIENT SETINFO` set.
    var libraryVersion = ""

    /// Makes what `RESET` goes back to.
    func reset(isAuthenticated: Bool) -> Session {
        Session(id: id, address: address, isAuthenticated: isAuthenticated)
    }
}
