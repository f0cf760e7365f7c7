import GedisKit

/// Which connections `CLIENT LIST` and `CLIENT KILL` mean: those that all of its conditions fit.
struct ClientFilter: Sendable {
    private var ids: Set<Int>?
    private var address: String?
    private var localAddress: String?
    private var user: String?
    private var isSubscriber: Bool?
    private var isReplica = false
    private var leastSeconds: Int?
    private var spared: Int?
    /// Whether it was given in the old form of `CLIENT KILL`, an address alone.
    private(set) var isByAddress = false

    /// Reads `[TYPE type] [ID id …]`.
    ///
    /// - Parameter arguments: what follows `CLIENT`
    /// - Throws: `CommandError` in Redis' words where they say something else.
    init(listing arguments: borrowing Arguments) throws(CommandError) {
        var index = 1
        while index < arguments.count {
            if arguments.matches("TYPE", at: index), index + 1 < arguments.count {
                try setType(arguments.text(at: index + 1))
                index += 2
            } else if arguments.matches("ID", at: index), index + 1 < arguments.count {
                var ids: Set<Int> = []
                for place in index + 1..<arguments.count {
                    guard let id = arguments.integer(at: place), id > 0 else { throw CommandError("Invalid client ID") }
                    ids.insert(id)
                }
                self.ids = ids
                index = arguments.count
            } else {
                throw .syntax
            }
        }
    }

    /// Reads an address alone, or `[ID id] [TYPE type] [USER name] [ADDR address] [LADDR address] [MAXAGE seconds]
    /// [SKIPME yes|no]`. Where one is given twice, the last counts.
    ///
    /// - Parameters:
    ///   - arguments: what follows `CLIENT`
    ///   - own: the number of the connection that asks, which is spared unless it says `SKIPME no`
    ///   - accounts: the users that there are
    /// - Throws: `CommandError` in Redis' words where they say something else.
    init(killing arguments: borrowing Arguments, by own: Int, among accounts: Accounts) throws(CommandError) {
        guard arguments.count != 2 else {
            address = arguments.text(at: 1)
            isByAddress = true
            return
        }
        spared = own
        for index in stride(from: 1, to: arguments.count, by: 2) {
            guard index + 1 < arguments.count else { throw .syntax }
            let value = arguments.text(at: index + 1)
            if arguments.matches("ID", at: index) {
                guard let id = arguments.integer(at: index + 1), id > 0 else {
                    throw CommandError("client-id should be greater than 0")
                }
                ids = [id]
            } else if arguments.matches("TYPE", at: index) {
                try setType(value)
            } else if arguments.matches("USER", at: index) {
                guard accounts[value] != nil else { throw CommandError("No such user '\(value.prefix(128))'") }
                user = value
            } else if arguments.matches("ADDR", at: index) {
                address = value
            } else if arguments.matches("LADDR", at: index) {
                localAddress = value
            } else if arguments.matches("MAXAGE", at: index) {
                leastSeconds = try Self.age(arguments, at: index + 1)
            } else if arguments.matches("SKIPME", at: index), ["yes", "no"].contains(value.lowercased()) {
                spared = value.lowercased() == "yes" ? own : nil
            } else {
                throw .syntax
            }
        }
    }

    /// Whether a connection is meant.
    func fits(_ client: ClientDescription) -> Bool {
        if isReplica || client.id == spared { return false }
        if let ids, !ids.contains(client.id) { return false }
        if let address, address != client.address { return false }
        if let localAddress, localAddress != client.localAddress { return false }
        if let user, user != client.user { return false }
        if let isSubscriber, isSubscriber != client.isSubscriber { return false }
        return leastSeconds.map { client.seconds >= $0 } ?? true
    }

    private mutating func setType(_ type: String) throws(CommandError) {
        isSubscriber = nil
        isReplica = false
        switch type.lowercased() {
        case "normal": isSubscriber = false
        case "pubsub": isSubscriber = true
        case "master", "replica", "slave": isReplica = true
        default: throw CommandError("Unknown client type '\(type.prefix(128))'")
        }
    }

    private static func age(_ arguments: borrowing Arguments, at index: Int) throws(CommandError) -> Int {
        guard let seconds = arguments.integer(at: index) else {
            throw CommandError("maxage is not an integer or out of range")
        }
        guard seconds > 0 else { throw CommandError("maxage should be greater than 0") }
        return seconds
    }
}
