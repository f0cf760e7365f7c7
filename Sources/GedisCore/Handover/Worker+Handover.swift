// The connections of a thread that another process goes on with.

extension Worker {
    /// Holds all connections that can go on in another process.
    func hold() { for driver in drivers.values { driver.hold() } }

    /// How many connections that are held are busy with a call.
    var busyConnections: Int { drivers.values.count { $0.isBusy } }

    /// Freezes the connections that are held and not busy. What was published before has been sent to them then.
    ///
    /// - Returns: them, and of those that come later the ones that messages can come for meanwhile.
    func freeze() -> (connections: [DetachedConnection], expected: [ConnectionRecord]) {
        deliver()
        var connections: [DetachedConnection] = []
        var expected: [ConnectionRecord] = []
        for driver in drivers.values where driver.isHeld {
            if let connection = driver.freeze() {
                connections.append(connection)
            } else if driver.isBusy, !driver.connection.session.subscriptions.isEmpty {
                var record = driver.connection.record(unsent: [])
                record.input = []
                driver.isExpected = true
                expected.append(record)
            }
        }
        return (connections, expected)
    }

    /// Lets all connections go on here, behind what was published meanwhile.
    package func thaw() {
        deliver()
        for driver in drivers.values { driver.thaw() }
    }

    /// Lets the connections go that are frozen, and the busy ones when they are not busy any more.
    ///
    /// - Parameter late: takes each of these, and nil with the number of one that has ended instead
    func release(_ late: @escaping @Sendable (DetachedConnection?, _ id: Int) -> Void) {
        for driver in drivers.values where driver.isHeld {
            guard !driver.isFrozen else {
                driver.release()
                continue
            }
            let depart = { (driver: ConnectionDriver) in
                // What was published for it meanwhile is not here.
                guard driver.isExpected || driver.connection.session.subscriptions.isEmpty else {
                    driver.thaw()
                    return driver.end()
                }
                let connection = driver.freeze()
                late(connection, driver.connection.session.id)
                if connection != nil { driver.release() }
            }
            if driver.isBusy { driver.whenIdle = depart } else { depart(driver) }
        }
    }
}
