package import GedisKit

/// What a connection's client has said of itself.
package struct Session {
    /// The connection's number, unique in this server's life.
    package let id: Int
    /// Where the client is: `address:port`, or the socket's path.
    package let address: String
    /// Where the server was reached: `address:port`, or the socket's path.
    let localAddress: String
    /// The socket's descriptor; -1 where the transport has none.
    let descriptor: Int
    /// How its requests come.
    package var transport = Caller.Transport.tcp
    /// When it connected, by the stopwatch's clock, in nanoseconds.
    package let connected: Int
    /// Since when it has been able to authenticate: since it connected, or since `RESET`.
    var unauthenticatedSince: Int
    /// The protocol version that replies are written in.
    package var version = ReplyWriter.Version.resp2 { didSet { checkRestrictions() } }
    /// Who it is; nil until it has said so.
    package var account: Account? { didSet { checkRestrictions() } }
    /// The common name of the certificate that it has shown; nil where it has shown none.
    package var certifiedName: String?
    /// What `CLIENT SETNAME` set.
    var name = ""
    /// What `CLIENT SETINFO` set.
    var libraryName = ""
    /// What `CLIENT SETINFO` set.
    var libraryVersion = ""
    /// Whether replies are sent, as `CLIENT REPLY` set.
    var replies = Replies.on
    /// What it subscribes to.
    var subscriptions = Set<Subscription>() { didSet { checkRestrictions() } }
    /// What it has queued since `MULTI`; nil outside of a transaction.
    var transaction: Transaction? { didSet { checkRestrictions() } }
    /// Whether a `WATCH` was refused, so that the transaction to come must not run.
    var hasWatched = false
    /// Whether it is shown every request.
    var isMonitor = false
    /// Whether the server bounds how often commands are called.
    var isRated = false { didSet { checkRestrictions() } }
    /// Whether requests need to be looked at before they run: there are commands that it may not call now, or it is in a
    /// transaction. Every request asks for it, so it is kept.
    private(set) var isRestricted = true

    /// Whether replies are sent.
    enum Replies: UInt8 {
        case on
        case off
        /// Not of the request that runs, and on from there.
        case skipping
        /// Not of the request that runs nor of the one after it.
        case skippingNext
    }

    /// Begins a session.
    init(id: Int, address: String, localAddress: String, descriptor: Int, connected: Int, account: Account?) {
        self.id = id
        self.connected = connected
        self.localAddress = localAddress
        self.descriptor = descriptor
        self.address = address
        self.account = account
        unauthenticatedSince = connected
        checkRestrictions()
    }

    private mutating func checkRestrictions() {
        isRestricted =
            transaction != nil || isRated
            || account.map { $0.rules != nil || $0.rates != nil || !subscriptions.isEmpty && version == .resp2 } ?? true
    }
}
