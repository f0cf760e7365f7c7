import GedisKit

/// Orders and how far they are. Who subscribes to the channel `orders` hears of each step.
actor Orders {
    /// How far an order is; a client says it by its name, and an error lists the names.
    enum State: String, CaseIterable, Comparable {
        case open, paid, shipped

        static func < (one: State, other: State) -> Bool {
            allCases.firstIndex(of: one) ?? 0 < allCases.firstIndex(of: other) ?? 0
        }
    }

    private struct Order {
        var customer: String
        var state: State
    }

    private var orders: [Order] = []

    /// Opens an order.
    /// - Parameter customer: who orders
    /// - Returns: the order's number.
    func open(_ customer: String, events: Events) -> Int {
        orders.append(Order(customer: customer, state: .open))
        events.publish("orders", "\(orders.count) open")
        return orders.count
    }

    /// Takes an order a step further.
    /// - Parameters:
    ///   - number: the order's number
    ///   - state: how far it is now
    func move(_ number: Int, _ state: State, events: Events) throws {
        let order = try order(number)
        guard order.state < state else {
            throw CommandError("order \(number) is \(order.state.rawValue) already", code: "STATE")
        }
        orders[number - 1].state = state
        events.publish("orders", "\(number) \(state.rawValue)")
    }

    /// How far an order is.
    func state(_ number: Int) throws -> State { try order(number).state }

    /// The numbers of a customer's orders.
    func list(_ customer: String) -> [Int] {
        orders.indices.filter { orders[$0].customer == customer }.map { $0 + 1 }
    }

    private func order(_ number: Int) throws -> Order {
        guard number > 0, number <= orders.count else {
            throw CommandError("there is no order \(number)", code: "ORDER")
        }
        return orders[number - 1]
    }
}
