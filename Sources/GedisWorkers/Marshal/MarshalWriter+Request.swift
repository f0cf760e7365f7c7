import GedisKit

// A request and who sent it, as a worker reads them.

extension MarshalWriter {
    /// The request's parts, the name first.
    mutating func request(_ arguments: borrowing Arguments) {
        list(count: arguments.count + 1)
        arguments.withName { bytes($0) }
        for index in 0..<arguments.count { arguments.withBytes(at: index) { bytes($0) } }
    }

    /// Six values of who calls, in a list that has been begun: user, address, connection, its name, certificate and transport.
    mutating func fields(of caller: Caller) {
        text(caller.user)
        text(caller.address)
        integer(caller.connection)
        text(caller.connectionName)
        if let certificate = caller.certificate { text(certificate) } else { none() }
        text(caller.transport.description)
    }
}
