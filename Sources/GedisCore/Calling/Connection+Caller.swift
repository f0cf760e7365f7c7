import GedisKit
import GedisSettings

extension Connection {
    /// Who the client is, as its commands see it.
    var caller: Caller {
        var caller = Caller(
            user: session.account?.name ?? "", address: session.address, connection: session.id,
            connectionName: session.name, certificate: session.certifiedName, transport: session.transport,
            deadline: worker.limits.commandTimeout.map { .now + $0 })
        caller.commands = audience == .clients ? worker.server : nil
        return caller
    }
}
