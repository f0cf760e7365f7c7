import GedisClient
import GedisKit

/// Which server of a cluster has which slots.
struct SlotTable: Sendable {
    /// The servers that have slots.
    private(set) var endpoints: [Client.Endpoint] = []
    /// For each slot the place of its server among them, or -1.
    private var owners = [Int16](repeating: -1, count: HashSlot.count)

    /// A table of no servers.
    init() {}

    /// A table of one server that has all slots, as one outside a cluster does.
    init(single endpoint: Client.Endpoint) {
        endpoints = [endpoint]
        owners = [Int16](repeating: 0, count: HashSlot.count)
    }

    /// Reads the reply to `CLUSTER SLOTS`: a list of first slot, last slot, and the server with its replicas.
    ///
    /// - Parameters:
    ///   - reply: the reply
    ///   - sender: the server that sent it
    init?(_ reply: Value, from sender: Client.Endpoint) {
        guard case .array(let ranges) = reply else { return nil }
        for range in ranges {
            guard case .array(let parts) = range, parts.count >= 3,
                case .integer(let first) = parts[0], case .integer(let last) = parts[1], first <= last,
                HashSlot(first) != nil, HashSlot(last) != nil,
                case .array(let server) = parts[2], server.count >= 2, case .integer(let port) = server[1]
            else { return nil }
            assign(first...last, to: sender.sibling(host: server[0].text ?? "", port: port))
        }
    }

    /// The server that has a slot, as far as is known.
    subscript(slot: HashSlot) -> Client.Endpoint? {
        let owner = Int(owners[slot.number])
        return owner < 0 ? nil : endpoints[owner]
    }

    /// The server that another table has for a slot that a server has in this one; nil where it has none.
    func successor(of endpoint: Client.Endpoint, in other: SlotTable) -> Client.Endpoint? {
        guard let place = endpoints.firstIndex(of: endpoint).flatMap({ Int16(exactly: $0) }),
            let slot = owners.firstIndex(of: place).flatMap({ HashSlot($0) })
        else { return nil }
        return other[slot]
    }

    /// Notes that a server has a slot.
    mutating func assign(_ slot: HashSlot, to endpoint: Client.Endpoint) {
        assign(slot.number...slot.number, to: endpoint)
    }

    private mutating func assign(_ slots: ClosedRange<Int>, to endpoint: Client.Endpoint) {
        let place = endpoints.firstIndex(of: endpoint) ?? endpoints.count
        guard let owner = Int16(exactly: place) else { return }
        if place == endpoints.count { endpoints.append(endpoint) }
        for slot in slots { owners[slot] = owner }
    }
}
