/// How much of a relay its peers may take.
package struct RelayLimits: Sendable {
    /// How many nodes and keys one peer may ask for; each is a subscription.
    package var mostSubscriptions = 100_000
    /// How many subscriptions there may be of all peers together.
    package var mostSubscriptionsOfAll = 2_000_000
    /// How many other peers a get is passed on to.
    package var mostAsked = 32
    /// How many gets of others a peer that comes in is sent.
    package var mostCatchingUp = 256
    /// How many nodes that have changed are kept for another relay that is away.
    package var mostMissed = 10_000
    /// How many of a peer's requests may wait for the store before nothing more is read from it, and how many when reading
    /// goes on.
    package var mostWaiting = 1024
    package var fewWaiting = 512
    /// How long an id is remembered at least, in milliseconds, and how many are.
    package var idLifetime = 9000.0
    package var mostIDs = 1_000_000

    /// The limits that hold where nothing is said.
    package init() {}
}

/// What a relay has done.
package struct RelayStatistics: Sendable, Equatable {
    /// The peers that are connected, and their subscriptions.
    package var peers = 0
    package var subscriptions = 0
    /// Gets and puts that came, and puts that were refused.
    package var gets = 0
    package var puts = 0
    package var refused = 0
    /// Frames and messages that were dropped: malformed, or known already.
    package var dropped = 0
    /// Changes that were pushed.
    package var pushes = 0

    package init() {}
}

/// What a relay wants done.
package enum RelayAction: Sendable {
    /// A message is sent to a peer.
    case send(to: Int, [UInt8])
    /// A message is sent to a peer that need not have it at once.
    case sendLater(to: Int, [UInt8])
    /// Nodes are merged into the store; then `finish` is called.
    case store(GraphPut)
    /// The store is asked, and the peer answered; then `finish` is called.
    case fetch(GraphFetch)
    /// Nothing more is read from a peer, or reading goes on.
    case pause(Int, Bool)
    /// A peer is this relay itself: its connection is closed, and not made again.
    case close(Int)
    /// `wake` is called at this time, in milliseconds since 1970.
    case wake(at: Double)
}
